package dev.qm.partition.ipc;

/** The specifiers of systemd that paths of sockets are written with: systemd.unit(5). */
final class Specifiers {
  private Specifiers() {}

  /**
   * The value of a setting of the system's systemd; a specifier that is not known here stays.
   *
   * @param unit the name of the unit's file
   */
  static String expand(String value, String unit) {
    if (value.indexOf('%') < 0) {
      return value;
    }
    var dot = unit.lastIndexOf('.');
    var stem = dot < 0 ? unit : unit.substring(0, dot);
    var expanded = new StringBuilder();
    var at = 0;
    for (var sign = value.indexOf('%');
        sign >= 0 && sign + 1 < value.length();
        sign = value.indexOf('%', at)) {
      expanded.append(value, at, sign);
      switch (value.charAt(sign + 1)) {
        case 't' -> expanded.append("/run");
        case 'N', 'p' -> expanded.append(stem);
        case 'n' -> expanded.append(unit);
        case '%' -> expanded.append('%');
        default -> expanded.append(value, sign, sign + 2);
      }
      at = sign + 2;
    }
    expanded.append(value, at, value.length());
    return expanded.toString();
  }
}
