package dev.qm.host.selinux;

import dev.qm.host.Untrusted;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Something that SELinux denied, or would have denied: one AVC message of the kernel or of a
 * program that asks it.
 *
 * @param time when; empty where the log does not say
 * @param permissions what was tried
 * @param pid who tried it
 * @param program the name that the process gave itself
 * @param object the path or name of what it tried it on
 * @param source the context of the process
 * @param target the context of the object
 * @param objectClass of the object: {@code file}, {@code process}
 * @param permissive whether it was logged only
 */
public record Denial(
    Optional<Instant> time,
    List<String> permissions,
    OptionalInt pid,
    Optional<Untrusted> program,
    Optional<Untrusted> object,
    String source,
    String target,
    String objectClass,
    boolean permissive) {
  public Denial {
    permissions = List.copyOf(permissions);
  }

  /** The type in the context of the process. */
  public String sourceType() {
    return FileLabels.typeOf(source);
  }

  /** The type in the context of the object. */
  public String targetType() {
    return FileLabels.typeOf(target);
  }
}
