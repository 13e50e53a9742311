import { MovePage } from "./MovePage";

export default function DepositPage() {
  return <MovePage path="/deposit" />;
}
