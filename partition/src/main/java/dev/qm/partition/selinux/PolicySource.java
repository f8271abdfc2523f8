package dev.qm.partition.selinux;

import dev.qm.host.HostException;
import dev.qm.host.selinux.PolicyStore;
import dev.qm.host.selinux.SELinux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The policy of one partition as this program brings it.
 *
 * @param name whose policy it is
 * @param places the folders that it labels
 * @param base the module that all partitions share, in CIL
 * @param partition the module with the partition's types and rules
 * @param never the module with what must never hold
 */
public record PolicySource(
    PolicyName name, PolicyPlaces places, String base, String partition, String never) {
  /** Where the files are below QM's own or an installed {@code /}. */
  public static final String FOLDER = "usr/share/qm/selinux";

  private static final int DIGITS = 12;

  /**
   * The policy for a partition.
   *
   * @param home the folder that stands for {@code /} above {@link #FOLDER}
   */
  public static PolicySource read(Path home, PolicyName name, PolicyPlaces places)
      throws HostException {
    var folder = home.resolve(FOLDER);
    var template = new Template(name, places);
    return new PolicySource(
        name,
        places,
        text(folder.resolve("qm_base.cil")),
        template.fill(text(folder.resolve("qm.cil"))),
        template.fill(text(folder.resolve("qm_never.cil"))));
  }

  private static String text(Path file) throws HostException {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new HostException("cannot read QM's own file " + file, failure);
    }
  }

  /** The first digits of the SHA-256 of the three texts, in hexadecimal. */
  public String hash() {
    return Digest.of(base, partition, never).substring(0, DIGITS);
  }

  /**
   * A type that nothing has. That the kernel's policy knows it says that it was made from this very
   * text; a kernel can be asked for a type, but not for a module.
   */
  public String marker() {
    return name + "_policy_" + hash();
  }

  /** The modules, in the order in which they build on each other. */
  public List<PolicyStore.Text> modules() {
    return List.of(
        new PolicyStore.Text(PolicyName.BASE, base),
        new PolicyStore.Text(name.module(), marked()),
        new PolicyStore.Text(name.neverModule(), never));
  }

  private String marked() {
    return partition
        + "\n; which text this is\n(type "
        + marker()
        + ") (roletype object_r "
        + marker()
        + ")\n";
  }

  /** Whether the kernel's policy was made from this text, another, or without QM. */
  public PolicyState stateIn(SELinux selinux) {
    if (selinux instanceof SELinux.Absent) {
      return PolicyState.OFF;
    }
    if (selinux.knowsType(marker())) {
      return PolicyState.CURRENT;
    }
    return selinux.knowsType(name.domain()) ? PolicyState.OTHER : PolicyState.MISSING;
  }
}
