package dev.qm.host.selinux;

import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.file.ControlFile;
import java.io.IOException;
import java.nio.file.Files;

/** SELinux as the running kernel has it. */
public sealed interface SELinux {
  /** True when the loaded policy has the type {@code name}, such as {@code qm_t}. */
  boolean knowsType(String name);

  /** Not in the kernel, or switched off. */
  record Absent() implements SELinux {
    @Override
    public boolean knowsType(String name) {
      return false;
    }
  }

  /** Denials are logged only. */
  record Permissive(Root root, String policy, boolean mls) implements SELinux {
    @Override
    public boolean knowsType(String name) {
      return knows(root, name, mls);
    }
  }

  /**
   * Denials are real.
   *
   * @param policy the name of the policy: {@code targeted}, {@code default}
   * @param mls whether labels end in a level
   */
  record Enforcing(Root root, String policy, boolean mls) implements SELinux {
    @Override
    public boolean knowsType(String name) {
      return knows(root, name, mls);
    }
  }

  /** The state below {@code root}. */
  static SELinux probe(Root root) {
    var enforce = root.at("/sys/fs/selinux/enforce");
    if (!Files.exists(enforce)) {
      return new Absent();
    }
    var policy = policyName(ConfinedPath.text(root, "/etc/selinux/config").orElse(""));
    var mls = Bounded.word(root.at("/sys/fs/selinux/mls")).equals("1");
    return Bounded.word(enforce).equals("1")
        ? new Enforcing(root, policy, mls)
        : new Permissive(root, policy, mls);
  }

  /** The name in the text of /etc/selinux/config; empty when there is none. */
  static String policyName(String config) {
    for (var line : KernelText.lines(config)) {
      if (line.startsWith("SELINUXTYPE=")) {
        return line.substring("SELINUXTYPE=".length()).strip();
      }
    }
    return "";
  }

  /** The kernel refuses a context that its policy does not allow: security_check_context(3). */
  private static boolean knows(Root root, String type, boolean mls) {
    var context = "system_u:object_r:" + type + (mls ? ":s0" : "");
    try {
      ControlFile.write(root.at("/sys/fs/selinux/context"), context + "\0");
      return true;
    } catch (IOException unknown) {
      return false;
    }
  }
}
