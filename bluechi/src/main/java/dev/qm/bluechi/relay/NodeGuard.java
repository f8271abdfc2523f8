package dev.qm.bluechi.relay;

import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a node may send to the controller: its registration under its own name, signals and answers.
 * A dependency on a unit of another node, which would start that unit, only where it is permitted.
 *
 * @param name which the node's certificate has, or which its place stands for
 */
record NodeGuard(String name, Supplier<Permissions> permissions) implements Guard {
  private static final String REGISTER = "Register";

  @Override
  public Verdict judge(Sent sent) throws IOException {
    return switch (sent.head().kind()) {
      case RETURN, ERROR -> Verdict.PASS;
      case CALL -> call(sent);
      case SIGNAL -> signal(sent);
    };
  }

  /**
   * Whether it is the registration that a node has to begin with; any other message, and that of
   * another name, ends the connection.
   */
  Verdict registration(Sent sent) throws IOException {
    if (!sent.calls(Terms.INTERNAL_CONTROLLER, REGISTER)) {
      return new Verdict.End("does not begin with Register", Optional.empty());
    }
    return call(sent);
  }

  private Verdict call(Sent sent) throws IOException {
    if (sent.calls(Terms.INTERNAL_CONTROLLER, REGISTER)) {
      var said = sent.whole().require("s").text(0);
      if (said.equals(name)) {
        return Verdict.PASS;
      }
      var why = "registers as '" + said + "', and may be " + name + " only";
      return new Verdict.End(why, Optional.of(sent.head().error(Terms.ACCESS_DENIED, "it " + why)));
    }
    return sent.calls(Terms.PEER, "Ping")
        ? Verdict.PASS
        : sent.refused("a node", "may not call the controller");
  }

  private Verdict signal(Sent sent) throws IOException {
    if (sent.signals(Terms.INTERNAL_AGENT, "ProxyNew")) {
      var proxy = sent.whole().require("sso");
      return permissions.get().mayDepend(name, proxy.text(0), proxy.text(1))
          ? Verdict.PASS
          : refused(proxy);
    }
    if (sent.signals(Terms.INTERNAL_AGENT, "ProxyRemoved")) {
      var proxy = sent.whole().require("ss");
      return permissions.get().mayDepend(name, proxy.text(0), proxy.text(1))
          ? Verdict.PASS
          : new Verdict.Refuse("ends a dependency that was refused", Optional.empty());
    }
    return Verdict.PASS;
  }

  /**
   * What the controller tells an agent of a proxy that cannot be: the start inside fails at once.
   */
  private Verdict refused(Message proxy) {
    var why = "may not depend on " + proxy.text(1) + " of " + proxy.text(0);
    return new Verdict.Refuse(
        why,
        Optional.of(
            Message.call(
                    proxy.text(2), Terms.INTERNAL_PROXY, "Error", new Value.Text("the node " + why))
                .to(Terms.BLUECHI)
                .from(Terms.BLUECHI)
                .flagged(Message.Flag.NO_REPLY_EXPECTED)));
  }
}
