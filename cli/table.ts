export { renderTable } from "../model/table";
