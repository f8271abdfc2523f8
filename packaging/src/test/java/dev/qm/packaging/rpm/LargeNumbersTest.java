package dev.qm.packaging.rpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.qm.packaging.Maker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is too large for a field is written into a larger one or refused, never cut. */
class LargeNumbersTest {
  private static final long MOST = 0xffffffffL;

  @Test
  void aSizeTooLargeForItsEntryStandsInTheLongOne() throws Exception {
    for (var bytes : List.of(0L, 1L, MOST, MOST + 1, 5_000_000_000L, Long.MAX_VALUE)) {
      var draft = new HeaderDraft(RpmTag.HEADER_REGION);
      draft.size(RpmTag.SIZE, RpmTag.LONG_SIZE, bytes);
      var header = read(draft);

      assertThat(header.size(RpmTag.SIZE, RpmTag.LONG_SIZE)).isEqualTo(bytes);
      assertThat(header.numbers(RpmTag.SIZE)).hasSize(bytes <= MOST ? 1 : 0);
      assertThat(header.numbers(RpmTag.LONG_SIZE)).hasSize(bytes <= MOST ? 0 : 1);
    }
  }

  @Test
  void aNumberThatDoesNotFitItsEntryIsRefused() throws Exception {
    var draft = new HeaderDraft(RpmTag.HEADER_REGION);
    draft.numbers(RpmTag.FILE_SIZES, List.of(0L, MOST));
    draft.shorts(RpmTag.FILE_MODES, List.of(0, 0xffff));

    assertThat(read(draft).numbers(RpmTag.FILE_SIZES)).containsExactly(0L, MOST);
    assertThat(read(draft).numbers(RpmTag.FILE_MODES)).containsExactly(0L, 0xffffL);
    for (var number : List.of(-1L, MOST + 1)) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> draft.numbers(RpmTag.FILE_SIZES, List.of(1L, number)))
          .withMessageContaining("entry 1028 of its header would be " + number);
    }
    for (var number : List.of(-1, 0x10000)) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> draft.shorts(RpmTag.FILE_MODES, List.of(number)))
          .withMessageContaining("entry 1030 of its header would be " + number);
    }
  }

  @Test
  void theArchiveRefusesWhatItsEightDigitsCannotSay() throws Exception {
    var archive = new Cpio(OutputStream.nullOutputStream());
    archive.add("./last", 1, 0100644, 1, MOST, new byte[0]);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> archive.add("./later", 1, 0100644, 1, MOST + 1, new byte[0]))
        .withMessageContaining("would need 4294967296");
  }

  @Test
  void noMakerHasATimeThatPackagesCannotSay() {
    assertThat(new Maker("x", Instant.ofEpochSecond(MOST)).seconds()).isEqualTo(MOST);
    for (var second : List.of(-1L, MOST + 1)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Maker("x", Instant.ofEpochSecond(second)))
          .withMessageContaining("from 1970 to 2106");
    }
  }

  /** The header in the least that is a package. */
  private static RpmFile read(HeaderDraft draft) throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {(byte) 0xed, (byte) 0xab, (byte) 0xee, (byte) 0xdb});
    bytes.writeBytes(new byte[92]);
    var signature = new HeaderDraft(RpmTag.SIGNATURE_REGION).bytes();
    bytes.writeBytes(signature);
    bytes.writeBytes(new byte[-signature.length & 7]);
    bytes.writeBytes(draft.bytes());
    return RpmFile.read(bytes.toByteArray());
  }
}
