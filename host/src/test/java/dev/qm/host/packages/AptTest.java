package dev.qm.host.packages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AptTest {
  @Test
  void whatIsOnlyReplacedByANewerVersionIsNoNewcomer() {
    var simulation =
        """
        NOTE: This is only a simulation!
        Inst passwd [1:4.13+dfsg1-1] (1:4.13+dfsg1-1+deb12u2 Debian:12 [amd64])
        Inst libsubid4 (1:4.13+dfsg1-1+deb12u2 Debian:12 [amd64])
        Inst podman (4.3.1+ds1-8+b3 Debian:12 [amd64]) []
        Conf passwd (1:4.13+dfsg1-1+deb12u2 Debian:12 [amd64])
        Conf libsubid4 (1:4.13+dfsg1-1+deb12u2 Debian:12 [amd64])
        """;

    assertThat(Apt.newcomers(simulation)).containsExactly("libsubid4", "podman");
  }
}
