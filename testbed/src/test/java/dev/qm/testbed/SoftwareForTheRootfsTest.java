package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** {@code qm install} changes the rootfs of a running partition, which itself cannot. */
@InVm(Phase.NORMAL_OPERATION)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SoftwareForTheRootfsTest {

  /** There is no network: a package with a program and a script, made here. */
  private static final String PACKAGE =
      """
      mkdir -p /root/greet/DEBIAN /root/greet/usr/bin
      printf '#!/bin/sh\\necho hello\\n' >/root/greet/usr/bin/greet
      printf '#!/bin/sh\\necho new >/etc/greet.conf\\n' >/root/greet/DEBIAN/postinst
      chmod 755 /root/greet/usr/bin/greet /root/greet/DEBIAN/postinst
      printf '%s\\n' 'Package: greet' 'Version: 1' 'Architecture: all' \\
        'Maintainer: nobody <nobody@localhost>' 'Description: test' >/root/greet/DEBIAN/control
      dpkg-deb -b /root/greet /root/greet.deb
      """;

  @Test
  @Order(1)
  void aPackageIsThereAtOnceWithTheLabelsOfItsPlaces(Partition partition) {
    Vm vm = partition.vm();
    vm.shell(PACKAGE).out();
    partition.qm("cp", "/root/greet.deb", "qm:/var/tmp/greet.deb").out();

    partition.qm("install", "/var/tmp/greet.deb").out();

    assertThat(partition.exec("greet").out()).isEqualTo("hello");
    assertThat(partition.exec("cat", "/etc/greet.conf").out()).isEqualTo("new");
    assertThat(vm.run("stat", "-c", "%C", "/etc/qm/greet.conf").out()).contains(":qm_file_t:");
    assertThat(partition.exec("stat", "-c", "%C", "/usr/bin/greet").out())
        .contains(":qm_rootfs_t:");
  }

  @Test
  @Order(2)
  void itGoesAgainAndNothingOfTheInstallationIsLeft(Partition partition) {
    Vm vm = partition.vm();

    partition.qm("uninstall", "greet").out();

    assertThat(partition.exec("greet").exitCode()).isEqualTo(127);
    assertThat(vm.run("test", "-e", "/run/qm.rootfs").exitCode()).isEqualTo(1);
    vm.run("rm", "-f", "/etc/qm/greet.conf").out();
    partition.exec("rm", "-f", "/var/tmp/greet.deb").out();
  }
}
