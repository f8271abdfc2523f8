package dev.qm.host.selinux;

import dev.qm.host.KernelText;
import dev.qm.host.Untrusted;
import dev.qm.host.file.ControlFile;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One line of an audit log, of the kernel's log or of the journal, as an AVC message.
 *
 * <p>The forms differ in what stands before {@code avc: denied { ... }}; the fields behind it are
 * the same. What a process could choose (its name, a file's) stands in quotes, or in hexadecimal
 * when it holds a quote, a blank or a control character, so that it cannot pretend to be a field:
 * audit_log_untrustedstring() of the kernel.
 */
final class AvcLine {
  /** A longer line is no message of the kernel's. */
  static final int LONGEST = 16 << 10;

  private static final String DENIED = "avc:  denied  {";
  private static final String STAMP = "audit(";

  /** Of a context, a class or a permission; a longer word is none. */
  private static final int LONGEST_WORD = 512;

  private AvcLine() {}

  /** The denial that {@code line} is about; nothing for any other line. */
  static Optional<Denial> parse(byte[] line) {
    if (line.length > LONGEST) {
      return Optional.empty();
    }
    // each byte is a character: what is text in it is decoded later
    var text = new String(line, StandardCharsets.ISO_8859_1);
    var begin = text.indexOf(DENIED);
    var end = begin < 0 ? -1 : text.indexOf('}', begin);
    if (end < 0) {
      return Optional.empty();
    }
    var permissions = names(KernelText.of(text.substring(begin + DENIED.length(), end)));
    var fields = fields(text, end + 1);
    var source = context(fields, "scontext");
    var target = context(fields, "tcontext");
    var objectClass = plain(fields, "tclass");
    if (permissions.isEmpty() || source.isEmpty() || target.isEmpty() || objectClass.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Denial(
            time(text.substring(0, begin)),
            permissions,
            pid(fields),
            untrusted(fields, "comm").or(() -> untrusted(fields, "exe")),
            object(fields),
            source,
            target,
            objectClass,
            plain(fields, "permissive").equals("1")));
  }

  /** {@code key=value} and {@code key="value"}; of two with one key the first counts. */
  private static Map<String, String> fields(String text, int from) {
    var fields = new HashMap<String, String>();
    var at = from;
    while (at < text.length()) {
      if (isBlank(text.charAt(at))) {
        at++;
        continue;
      }
      var start = at;
      while (at < text.length() && !isBlank(text.charAt(at)) && text.charAt(at) != '=') {
        at++;
      }
      if (at == text.length() || text.charAt(at) != '=') {
        continue;
      }
      var key = text.substring(start, at);
      var value = ++at;
      if (at < text.length() && text.charAt(at) == '"') {
        var close = text.indexOf('"', at + 1);
        at = close < 0 ? text.length() : close + 1;
      } else {
        while (at < text.length() && !isBlank(text.charAt(at))) {
          at++;
        }
      }
      fields.putIfAbsent(key, text.substring(value, at));
    }
    return fields;
  }

  private static Optional<Untrusted> object(Map<String, String> fields) {
    var path = untrusted(fields, "path").or(() -> untrusted(fields, "name"));
    if (path.isPresent()) {
      return path;
    }
    for (var key : List.of("dest", "src", "service", "interface", "netif", "kmod")) {
      var value = untrusted(fields, key);
      if (value.isPresent()) {
        return Optional.of(Untrusted.of(key + " " + value.get()));
      }
    }
    return Optional.empty();
  }

  /** What somebody chose: in quotes as it is, without them in hexadecimal. */
  private static Optional<Untrusted> untrusted(Map<String, String> fields, String key) {
    var value = fields.getOrDefault(key, "");
    if (value.isEmpty() || value.equals("(null)") || value.equals("?")) {
      return Optional.empty();
    }
    if (value.startsWith("\"")) {
      var close = value.endsWith("\"") && value.length() > 1 ? 1 : 0;
      return Optional.of(bytes(value.substring(1, value.length() - close)));
    }
    var isHex = value.length() % 2 == 0 && value.chars().allMatch(AvcLine::isHexDigit);
    var isName = key.equals("comm") || key.equals("path") || key.equals("name");
    return Optional.of(
        isHex && isName ? Untrusted.of(trimmed(HexFormat.of().parseHex(value))) : bytes(value));
  }

  /** An abstract socket's name begins with a zero, and a process's name may end with some. */
  private static byte[] trimmed(byte[] bytes) {
    var end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return Arrays.copyOf(bytes, end);
  }

  private static Untrusted bytes(String text) {
    return Untrusted.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String context(Map<String, String> fields, String key) {
    var value = fields.getOrDefault(key, "");
    var isContext = value.chars().allMatch(c -> isOfName(c) || c == ':' || c == ',');
    return isContext && value.length() <= LONGEST_WORD && !FileLabels.typeOf(value).isEmpty()
        ? value
        : "";
  }

  private static String plain(Map<String, String> fields, String key) {
    var value = fields.getOrDefault(key, "");
    // a message of D-Bus stands in quotes as a whole
    var end = value.indexOf('\'');
    var word = end < 0 ? value : value.substring(0, end);
    return word.length() <= LONGEST_WORD && word.chars().allMatch(AvcLine::isOfName) ? word : "";
  }

  private static List<String> names(List<String> words) {
    var names = new ArrayList<String>();
    for (var word : words) {
      if (word.length() <= LONGEST_WORD && word.chars().allMatch(AvcLine::isOfName)) {
        names.add(word);
      }
    }
    return names;
  }

  private static OptionalInt pid(Map<String, String> fields) {
    var number = ControlFile.number(plain(fields, "pid")).orElse(-1);
    return number >= 0 && number <= Integer.MAX_VALUE
        ? OptionalInt.of((int) number)
        : OptionalInt.empty();
  }

  /** {@code audit(SECONDS.MILLIS:SERIAL)}, or the journal's {@code SECONDS.MICROS} in front. */
  private static Optional<Instant> time(String before) {
    var stamp = before.indexOf(STAMP);
    var from = stamp < 0 ? 0 : stamp + STAMP.length();
    var end = from;
    while (end < before.length() && (isDigit(before.charAt(end)) || before.charAt(end) == '.')) {
      end++;
    }
    var number = before.substring(from, end);
    var dot = number.indexOf('.');
    var seconds = ControlFile.number(dot < 0 ? number : number.substring(0, dot));
    if (dot <= 0 || seconds.isEmpty()) {
      return Optional.empty();
    }
    var fraction = (number.substring(dot + 1) + "000").substring(0, 3);
    try {
      return Optional.of(
          Instant.ofEpochSecond(
              seconds.getAsLong(), ControlFile.number(fraction).orElse(0) * 1_000_000));
    } catch (DateTimeException | ArithmeticException notOne) {
      return Optional.empty();
    }
  }

  private static boolean isBlank(char c) {
    // the kernel's own separator before what a newer audit daemon adds
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0x1d;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isHexDigit(int c) {
    return isDigit(c) || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
  }

  private static boolean isOfName(int c) {
    return isDigit(c)
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || c == '_'
        || c == '-'
        || c == '.';
  }
}
