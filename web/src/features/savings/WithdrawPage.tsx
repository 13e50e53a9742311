import { MovePage } from "./MovePage";

export default function WithdrawPage() {
  return <MovePage way="withdraw" />;
}
