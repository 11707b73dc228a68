// The timeline: its marks open cards; what is chosen above it is applied at once.
import { points } from "./points.js";

const plot = document.getElementById("plot");
if (plot) points(plot);
const form = document.querySelector(".bar-form");
form.querySelector("button").hidden = true;
form.addEventListener("change", () => form.requestSubmit());
