import { MovePage } from "./MovePage";

export default function ContributePage() {
  return <MovePage way="contribute" />;
}
