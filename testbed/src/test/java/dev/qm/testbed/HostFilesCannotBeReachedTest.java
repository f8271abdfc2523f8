package dev.qm.testbed;

import org.junit.jupiter.api.Test;

/**
 * A folder of the host that a careless integrator gave to the partition: its mode is for everyone,
 * its label is not.
 */
@InVm(Phase.ATTACKS)
class HostFilesCannotBeReachedTest {

  private static final Wall.Selinux SEARCH = new Wall.Selinux("container_file_t", "dir", "search");

  @Test
  void aFileOfTheHostCannotBeWritten(Attack attack) {
    attack.insidePartition(SEARCH, "write", "/mnt/settings", "changed");
    attack.byLabelOnly(SEARCH, "write", Attack.HOST_FILES + "/settings", "changed");
  }

  @Test
  void aFileOfTheHostCannotBeRead(Attack attack) {
    attack.insidePartition(SEARCH, "read", "/mnt/settings");
    attack.byLabelOnly(SEARCH, "read", Attack.HOST_FILES + "/settings");
  }

  @Test
  void aFileCannotBeMadeInAFolderOfTheHost(Attack attack) {
    attack.insidePartition(SEARCH, "create", "/mnt/new");
    attack.byLabelOnly(SEARCH, "create", Attack.HOST_FILES + "/new");
  }

  @Test
  void aFolderOfTheHostCannotBeListed(Attack attack) {
    Wall.Selinux read = new Wall.Selinux("container_file_t", "dir", "read");

    attack.insidePartition(read, "list", "/mnt");
    attack.byLabelOnly(read, "list", Attack.HOST_FILES);
  }

  @Test
  void theHostsConfigurationCannotBeWritten(Attack attack) {
    attack.byLabelOnly(new Wall.Selinux("etc_t", "file", "write"), "write", "/etc/passwd", "");
  }
}
