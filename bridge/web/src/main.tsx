import { render } from "preact";
import { App } from "./views/app.tsx";
import "./style.css";

render(<App />, document.getElementById("app") as HTMLElement);
