package dev.qm.bluechi.connection;

import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import java.util.Optional;

/**
 * Which signals are wanted: "Match Rules" of the D-Bus specification. The bus sends what matches,
 * and here it is looked at once more: any program may send a signal to one other alone, whether
 * that asked for it or not.
 *
 * @param sender the name that the bus gave its sender, or {@code org.freedesktop.DBus}
 * @param path of the object that sends it
 * @param first the first argument, a text
 */
public record MatchRule(
    Optional<String> sender,
    Optional<String> path,
    String interfaceName,
    String member,
    Optional<String> first) {
  /** A signal of one sender, from any of its objects. */
  public static MatchRule of(String sender, String interfaceName, String member) {
    return new MatchRule(
        Optional.of(sender), Optional.empty(), interfaceName, member, Optional.empty());
  }

  /** The same, from one object. */
  public MatchRule at(String object) {
    return new MatchRule(sender, Optional.of(object), interfaceName, member, first);
  }

  /** The same, about one thing. */
  public MatchRule about(String argument) {
    return new MatchRule(sender, path, interfaceName, member, Optional.of(argument));
  }

  /** The same, of whoever sends it. */
  public MatchRule ofAnybody() {
    return new MatchRule(Optional.empty(), path, interfaceName, member, first);
  }

  /** Whether it is meant. */
  public boolean matches(Message signal) {
    return signal.is(interfaceName, member)
        && (path.isEmpty() || path.equals(signal.header().path()))
        && (sender.isEmpty() || sender.equals(signal.header().sender()))
        && (first.isEmpty()
            || (!signal.values().isEmpty()
                && signal.values().getFirst() instanceof Value.Text(var text)
                && text.equals(first.get())));
  }

  /** As the bus takes it. */
  @Override
  public String toString() {
    return "type='signal',interface='"
        + interfaceName
        + "',member='"
        + member
        + "'"
        + path.map(object -> ",path='" + object + "'").orElse("")
        + sender.map(name -> ",sender='" + name + "'").orElse("")
        + first.map(text -> ",arg0='" + text + "'").orElse("");
  }
}
