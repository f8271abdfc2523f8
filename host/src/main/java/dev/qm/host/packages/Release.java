package dev.qm.host.packages;

import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.file.ConfinedPath;
import java.util.HashMap;
import java.util.Map;

/**
 * Which distribution this is: os-release(5). What a file does not say is empty, but for {@code id},
 * which is then {@code linux}.
 *
 * @param id {@code debian}, {@code fedora}, {@code centos}, ...
 * @param versionId {@code 12}, {@code 41}
 * @param codename {@code bookworm}
 * @param prettyName for people
 */
public record Release(String id, String versionId, String codename, String prettyName) {

  /** The release of the machine below {@code root}. */
  public static Release read(Root root) {
    // os-release(5): the first one counts, whole
    for (var file : new String[] {"/etc/os-release", "/usr/lib/os-release"}) {
      var text = ConfinedPath.text(root, file);
      if (text.isPresent()) {
        return parse(text.get());
      }
    }
    return parse("");
  }

  /** The release that the text of an os-release file describes; other lines are left out. */
  public static Release parse(String text) {
    var values = new HashMap<String, String>();
    for (var line : KernelText.lines(text)) {
      var equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        values.put(line.substring(0, equals).strip(), unquote(line.substring(equals + 1).strip()));
      }
    }
    return new Release(
        value(values, "ID", "linux"),
        value(values, "VERSION_ID", ""),
        value(values, "VERSION_CODENAME", ""),
        value(values, "PRETTY_NAME", "Linux"));
  }

  private static String value(Map<String, String> values, String key, String otherwise) {
    var value = values.getOrDefault(key, "");
    return value.isEmpty() ? otherwise : value;
  }

  /** A value as a shell would read it, without expansions, which os-release(5) excludes. */
  private static String unquote(String value) {
    var text = new StringBuilder(value.length());
    var quote = ' ';
    for (var i = 0; i < value.length(); i++) {
      var c = value.charAt(i);
      if (quote == ' ' && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == quote && quote != ' ') {
        quote = ' ';
      } else if (c == '\\' && quote != '\'' && i + 1 < value.length()) {
        i++;
        text.append(value.charAt(i));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
