package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The log of a denial is read as the kernel writes it; needs no VM. */
class AvcTest {

  private static final String LOG =
      """
      type=AVC msg=audit(1.6:18): avc:  denied  { read open } for  pid=7 comm="a b" path="/x" dev="vda" ino=2 \
      scontext=system_u:system_r:qm_container_t:s0:c1,c2 tcontext=system_u:object_r:etc_t:s0 tclass=file permissive=0
      type=SYSCALL msg=audit(1.6:18): arch=c000003e syscall=257 success=no
      type=AVC msg=audit(1.7:19): avc:  granted  { load_policy } for  pid=8 \
      scontext=u:r:t:s0 tcontext=u:r:t:s0 tclass=security
      """;

  @Test
  void aDenialIsReadWithWhoWhatAndOnWhat() {
    assertThat(Avc.in(LOG))
        .singleElement()
        .satisfies(avc -> {
          assertThat(avc.permissions()).containsExactly("read", "open");
          assertThat(avc.source()).isEqualTo("system_u:system_r:qm_container_t:s0:c1,c2");
          assertThat(avc.rule()).isEqualTo("qm_container_t -> etc_t file { read open }");
        });
  }
}
