import { MovePage } from "./MovePage";

export default function WithdrawPage() {
  return <MovePage path="/withdraw" />;
}
