package dev.qm.partition.ipc.serve;

import dev.qm.host.HostException;
import dev.qm.quadlet.Entry;

/** The specifiers that a channel's units need: systemd.unit(5), "Specifiers". */
final class Specifiers {
  private Specifiers() {}

  /**
   * {@code text} with every specifier replaced.
   *
   * @param unit the name of the unit that it stands in, such as {@code radio.socket}
   * @param where the setting, for the error
   */
  static String expand(String text, String unit, String where) throws HostException {
    var name = unit.substring(0, unit.lastIndexOf('.'));
    var expanded = new StringBuilder();
    var done = 0;
    for (int at; (at = text.indexOf('%', done)) >= 0; done = Math.min(at + 2, text.length())) {
      expanded.append(text, done, at);
      switch (at + 1 < text.length() ? text.charAt(at + 1) : ' ') {
        case '%' -> expanded.append('%');
        case 't' -> expanded.append("/run");
        case 'n' -> expanded.append(unit);
        case 'N', 'p' -> expanded.append(name);
        default ->
            throw new HostException(
                where + ": '" + text + "' has a specifier that qm does not know",
                "without systemd qm knows %t, %n, %N, %p and %%",
                "write what it stands for");
      }
    }
    expanded.append(text, done, text.length());
    return expanded.toString();
  }

  static String expand(Entry entry, String unit) throws HostException {
    return expand(entry.value(), unit, entry.origin().toString());
  }
}
