import { MovePage } from "./MovePage";

export default function AddPage() {
  return <MovePage way="add" />;
}
