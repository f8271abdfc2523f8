package dev.qm.host.selinux;

import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ControlFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Questions to the policy that the kernel has loaded, by way of selinuxfs.
 *
 * @param root below which selinuxfs is mounted
 */
public record RunningPolicy(Root root) {
  private static final String MOUNT = "/sys/fs/selinux/";

  /** Longer than any answer. */
  private static final int ANSWER = 256;

  /** The value of a boolean as it counts now; empty when the policy has no such boolean. */
  public Optional<Boolean> bool(String name) {
    if (!isName(name)) {
      return Optional.empty();
    }
    // two figures: the value that counts, and the one that was set and not committed
    return switch (Bounded.word(root.at(MOUNT + "booleans/" + name))) {
      case String text when text.startsWith("1") -> Optional.of(true);
      case String text when text.startsWith("0") -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /**
   * Whether the policy allows a process with the context {@code source} the permission on an object
   * with the context {@code target}; empty when it has no such class, permission or context, or
   * this process may not ask.
   */
  public Optional<Boolean> allows(
      String source, String target, String objectClass, String permission) {
    var index = classIndex(objectClass);
    var bit = permissionBit(objectClass, permission);
    if (index.isEmpty() || bit.isEmpty()) {
      return Optional.empty();
    }
    var question = source + " " + target + " " + index.getAsInt() + "\0";
    try (var channel =
        FileChannel.open(
            root.at(MOUNT + "access"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(question.getBytes(StandardCharsets.UTF_8)), 0);
      var answer = ByteBuffer.allocate(ANSWER);
      channel.read(answer, 0);
      var text = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
      // allowed, decided, audited ...: all in hexadecimal
      var allowed = Long.parseLong(KernelText.of(text).getFirst(), 16);
      return Optional.of((allowed >> (bit.getAsInt() - 1) & 1) == 1);
    } catch (IOException | RuntimeException unanswered) {
      return Optional.empty();
    }
  }

  /** The context of the process {@code pid}; empty when there is none to see. */
  public static Optional<String> contextOf(int pid) {
    var text = Bounded.word(Path.of("/proc", Integer.toString(pid), "attr/current"));
    var end = text.indexOf('\0');
    var context = (end < 0 ? text : text.substring(0, end)).strip();
    return context.isEmpty() ? Optional.empty() : Optional.of(context);
  }

  private OptionalInt classIndex(String name) {
    return isName(name) ? number("class/" + name + "/index") : OptionalInt.empty();
  }

  private OptionalInt permissionBit(String objectClass, String permission) {
    return isName(objectClass) && isName(permission)
        ? number("class/" + objectClass + "/perms/" + permission)
        : OptionalInt.empty();
  }

  private OptionalInt number(String file) {
    Path path = root.at(MOUNT + file);
    var number = ControlFile.number(Bounded.word(path)).orElse(0);
    return number > 0 && number <= 32 * 32 ? OptionalInt.of((int) number) : OptionalInt.empty();
  }

  /** A name of the policy's language can be a file's name without leading anywhere else. */
  private static boolean isName(String name) {
    return !name.isEmpty()
        && name.chars()
            .allMatch(c ->
                (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '_');
  }
}
