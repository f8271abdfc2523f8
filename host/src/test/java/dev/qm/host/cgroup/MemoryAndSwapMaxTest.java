package dev.qm.host.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages that mem_cgroup_get_max() of the kernel adds up, in bytes. */
class MemoryAndSwapMaxTest {
  private static final long SWAP = 1000;

  @TempDir Path mount;

  @Test
  void onCgroup2ItIsTheMemoryAndAsMuchSwapAsIsAllowedAndThere() throws Exception {
    write("memory.max", "5000");
    assertThat(v2()).isEqualTo(OptionalLong.of(6000));

    write("memory.swap.max", "max");
    assertThat(v2()).isEqualTo(OptionalLong.of(6000));

    write("memory.swap.max", "300");
    assertThat(v2()).isEqualTo(OptionalLong.of(5300));

    write("memory.swap.max", "0");
    assertThat(v2()).isEqualTo(OptionalLong.of(5000));
  }

  @Test
  void onCgroup1OneLimitIsForBoth() throws Exception {
    write("memory.limit_in_bytes", "5000");
    assertThat(v1()).as("swap is not counted").isEqualTo(OptionalLong.of(6000));

    write("memory.memsw.limit_in_bytes", "9223372036854771712");
    assertThat(v1()).isEqualTo(OptionalLong.of(6000));

    write("memory.memsw.limit_in_bytes", "5300");
    assertThat(v1()).isEqualTo(OptionalLong.of(5300));

    write("memory.memsw.limit_in_bytes", "5000");
    assertThat(v1()).isEqualTo(OptionalLong.of(5000));
  }

  @Test
  void withoutALimitThereIsNothingToMeasureBy() throws Exception {
    assertThat(v2()).isEmpty();
    write("memory.max", "max");
    assertThat(v2()).isEmpty();
    write("memory.limit_in_bytes", "9223372036854771712");
    assertThat(v1()).isEmpty();
  }

  private OptionalLong v2() throws Exception {
    return CgroupTree.of(new Cgroups.V2(mount, Set.of("memory")), "qm").memoryAndSwapMax(SWAP);
  }

  private OptionalLong v1() throws Exception {
    var cgroups = new Cgroups.V1(Map.of("memory", mount), Map.of());
    return CgroupTree.of(cgroups, "qm").memoryAndSwapMax(SWAP);
  }

  private void write(String file, String value) throws IOException {
    Files.createDirectories(mount.resolve("qm"));
    Files.writeString(mount.resolve("qm").resolve(file), value + "\n");
  }
}
