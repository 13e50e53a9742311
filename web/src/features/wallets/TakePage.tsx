import { MovePage } from "./MovePage";

export default function TakePage() {
  return <MovePage way="take" />;
}
