// Where a report begins: it reads what the binary wrote into the file, and opens in the language it was asked for in.
import { mount } from "svelte";
import { language } from "$lib/i18n/language.svelte";
import { theme } from "$lib/theme.svelte";
import { contentsOf } from "./contents";
import Report from "./Report.svelte";
import "../styles/tokens.css";
import "../styles/base.css";
import "../styles/print.css";
import "./report.css";

const contents = contentsOf(document.getElementById("report-data")?.textContent ?? "");
if (contents) language.now = contents.language;
theme.choose(theme.chosen);

const target = document.getElementById("app");
if (target) mount(Report, { target, props: { contents } });
