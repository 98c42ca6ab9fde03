// What the sign-in page says.
import { texts } from "./texts";

export const signin = texts(
  {
    title: "Sign in",
    about: "Every number of your customers, and why it is what it is.",
    name: "Name",
    password: "Password",
    submit: "Sign in",
    withToken: "With a token",
    withPassword: "With name and password",
    token: "Token",
    tokenHelp: "It begins with tnr_. tenure users token add makes one; the first start of a workspace prints one.",
    wrong: "This could not be signed in with",
  },
  {
    title: "登录",
    about: "每一个客户指标，以及数字背后的缘由。",
    name: "用户名",
    password: "密码",
    submit: "登录",
    withToken: "使用令牌",
    withPassword: "使用用户名和密码",
    token: "令牌",
    tokenHelp: "以 tnr_ 开头。tenure users token add 可生成令牌；工作区首次启动时也会显示一个。",
    wrong: "登录未成功",
  },
);
