package dev.qm.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.packaging.deb.DebRepository;
import dev.qm.packaging.deb.DebWriter;
import dev.qm.packaging.rpm.RpmRepository;
import dev.qm.packaging.rpm.RpmWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A repository is made of files that somebody put into a folder. */
class DamagedPackagesTest {
  private static final SoftwarePackage SMALL = Samples.stub("small", "1.0");

  @Property(tries = 500)
  void aDamagedRpmIsListedOrRefused(
      @ForAll @IntRange(max = 3000) int at,
      @ForAll byte value,
      @ForAll @IntRange(max = 3000) int end)
      throws IOException {
    var bytes = damaged(new RpmWriter(Samples.MAKER).write(SMALL).bytes(), at, value, end);
    var repository = new RpmRepository(Samples.MAKER, Optional.empty());
    try {
      repository.add("small.rpm", bytes);
    } catch (IOException refused) {
      assertThat(refused).hasMessageContaining("RPM");
      return;
    }
    assertThat(repository.write()).as("what was taken is listed").isNotEmpty();
  }

  @Test
  void anRpmThatEndsTooEarlyIsRefused() throws IOException {
    var whole = new RpmWriter(Samples.MAKER).write(SMALL).bytes();
    var repository = new RpmRepository(Samples.MAKER, Optional.empty());

    assertThatThrownBy(() -> repository.add("small.rpm", Arrays.copyOf(whole, whole.length - 1)))
        .hasMessageContaining("bytes after its signature, of ");
  }

  @Property(tries = 500)
  void aDamagedDebIsListedOrRefused(
      @ForAll @IntRange(max = 1200) int at,
      @ForAll byte value,
      @ForAll @IntRange(max = 1200) int end)
      throws IOException {
    var bytes = damaged(new DebWriter(Samples.MAKER).write(SMALL).bytes(), at, value, end);
    var repository = new DebRepository(Samples.MAKER, Optional.empty());
    try {
      repository.add("small.deb", bytes);
      assertThat(repository.write()).isNotEmpty();
    } catch (IOException refused) {
      assertThat(refused).hasMessageNotContaining("null");
    }
  }

  private static byte[] damaged(byte[] whole, int at, byte value, int end) {
    var bytes = Arrays.copyOf(whole, Math.min(whole.length, end < 100 ? end : whole.length));
    if (bytes.length > 0) {
      bytes[at % bytes.length] = value;
    }
    return bytes;
  }
}
