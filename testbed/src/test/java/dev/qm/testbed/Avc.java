package dev.qm.testbed;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A denial in the audit log.
 *
 * @param permissions what was denied
 * @param source the context of who tried
 * @param target the context of what it was tried on
 * @param tclass the kind of thing that this is
 * @param line the record itself
 */
record Avc(List<String> permissions, String source, String target, String tclass, String line) {

  private static final Pattern RECORD =
      Pattern.compile(
          "avc: +denied +\\{ ([a-z0-9_ ]+) } .*scontext=(\\S+) tcontext=(\\S+) tclass=(\\S+)");

  /** The denials among the lines of an audit log. */
  static List<Avc> in(String log) {
    return log.lines().map(RECORD::matcher).filter(Matcher::find).map(Avc::of).toList();
  }

  /** The type in the source's context. */
  String sourceType() {
    return source.split(":", -1)[2];
  }

  /** The type in the target's context. */
  String targetType() {
    return target.split(":", -1)[2];
  }

  /** In short: {@code qm_t -> security_t security { setenforce }}. */
  String rule() {
    return sourceType()
        + " -> "
        + targetType()
        + " "
        + tclass
        + " { "
        + String.join(" ", permissions)
        + " }";
  }

  @Override
  public String toString() {
    return rule() + "   " + line;
  }

  private static Avc of(Matcher found) {
    return new Avc(
        List.of(found.group(1).split(" ")),
        found.group(2),
        found.group(3),
        found.group(4),
        found.group().strip());
  }
}
