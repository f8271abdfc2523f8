package dev.qm.host.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Untrusted;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OomProcessTest {
  private static final long PAGE = 4096;

  @TempDir Path proc;

  @Test
  void thisProcessIsSeenAsItIs() throws Exception {
    var self = OomProcess.read((int) ProcessHandle.current().pid()).orElseThrow();

    assertThat(self.kind()).isEqualTo(OomProcess.Kind.ORDINARY);
    assertThat(self.name()).hasToString("java");
    assertThat(self.adjust())
        .isEqualTo(Integer.parseInt(Files.readString(Path.of("/proc/self/oom_score_adj")).strip()));
    // a virtual machine of Java has more than 16 MiB
    assertThat(self.resident() * OomProcess.pageSize()).isGreaterThan(16 << 20);
    assertThat(self.tables()).isPositive();
    assertThat(self.score()).isPresent();
    assertThat(self.groups()).isNotEmpty();
  }

  @Test
  void sizesAreCountedInWholePages() throws Exception {
    process(7, "app", 'S', 0, "VmRSS:\t    4100 kB\nVmSwap:\t 12 kB\nVmPTE:\t 70 kB\n");

    var app = OomProcess.read(proc, 7, PAGE).orElseThrow();

    assertThat(List.of(app.resident(), app.swapped(), app.tables()))
        .containsExactly(1025L, 3L, 17L);
    assertThat(app.pages()).isEqualTo(1045);
    assertThat(app.score()).isEqualTo(OptionalLong.of(700));
    assertThat(app.adjust()).isEqualTo(-17);
    assertThat(app.startTicks()).isEqualTo(4711);
    assertThat(app.groups())
        .containsExactly(new ProcessInfo.Membership(0, List.of(), "/system.slice/app.service"));
  }

  @Test
  void onlyTheMachinesOwnPidOneIsTheOneThatIsNeverChosen() throws Exception {
    process(1, "init", 'S', 0, "VmRSS: 400 kB\n");
    Files.createDirectories(proc.resolve("1/ns"));
    var namespace = proc.resolve("1/ns/pid");

    Files.createSymbolicLink(namespace, Path.of("pid:[4026531836]"));
    assertThat(OomProcess.read(proc, 1, PAGE).orElseThrow().kind()).isEqualTo(OomProcess.Kind.INIT);
    Files.delete(namespace);
    Files.createSymbolicLink(namespace, Path.of("pid:[4026532201]"));
    assertThat(OomProcess.read(proc, 1, PAGE).orElseThrow().kind())
        .as("in a container")
        .isEqualTo(OomProcess.Kind.ORDINARY);
  }

  @Test
  void threadsOfTheKernelAndWhatHasEndedHaveNoMemoryToGive() throws Exception {
    process(2, "kthreadd", 'S', 0x208040, "Threads:\t1\n");
    process(3, "gone", 'Z', 0x40000c, "Threads:\t1\n");

    assertThat(OomProcess.read(proc, 2, PAGE).orElseThrow().kind())
        .isEqualTo(OomProcess.Kind.KERNEL_THREAD);
    assertThat(OomProcess.read(proc, 3, PAGE).orElseThrow().kind())
        .isEqualTo(OomProcess.Kind.ENDED);
  }

  @Test
  void aProcessCannotHideByEndingItsFirstThread() throws Exception {
    process(5, "hog", 'Z', 0x40000c, "Threads:\t2\n");
    write("5/task/5/status", "State: Z\n");
    write("5/task/6/status", "State: S\nVmRSS: 8000 kB\n");

    var hog = OomProcess.read(proc, 5, PAGE).orElseThrow();

    assertThat(hog.kind()).isEqualTo(OomProcess.Kind.ORDINARY);
    assertThat(hog.pages()).isEqualTo(2000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stat", "status", "oom_score_adj", "cgroup"})
  void aProcessThatVanishesInTheMiddleOfItIsNothing(String file) throws Exception {
    process(7, "app", 'S', 0, "VmRSS: 4 kB\n");

    Files.delete(proc.resolve("7").resolve(file));

    assertThat(OomProcess.read(proc, 7, PAGE)).isEmpty();
  }

  @Test
  void aKernelThatDoesNotTellTheScoreIsNoObstacle() throws Exception {
    process(7, "app", 'S', 0, "VmRSS: 4 kB\n");
    Files.delete(proc.resolve("7/oom_score"));

    assertThat(OomProcess.read(proc, 7, PAGE).orElseThrow().score()).isEmpty();
  }

  @Property
  void noNameMovesTheFieldsBehindIt(@ForAll byte[] name) {
    var line = new ByteArrayOutputStream();
    line.writeBytes("7 (".getBytes(StandardCharsets.US_ASCII));
    line.writeBytes(name);
    line.writeBytes(fields('S', 0).getBytes(StandardCharsets.US_ASCII));

    var stat = ProcessStat.parse(line.toByteArray()).orElseThrow();

    assertThat(stat.name()).isEqualTo(Untrusted.of(name));
    assertThat(stat.parent()).isEqualTo(3);
    assertThat(stat.startTicks()).isEqualTo(4711);
    assertThat(stat.isKernelThread()).isFalse();
  }

  @Property
  void noBytesAreTooOdd(@ForAll byte[] bytes, @ForAll String text) {
    ProcessStat.parse(bytes).ifPresent(stat -> assertThat(stat.name()).isNotNull());
    assertThat(PageSize.parse(bytes)).isPositive();
    OomProcess.Memory.parse(text, PAGE).ifPresent(it -> assertThat(it.resident()).isNotNegative());
    OomProcess.Memory.parse("VmRSS:" + text, PAGE)
        .ifPresent(it -> assertThat(it.resident()).isNotNegative());
  }

  @Test
  void theSizeOfAPageIsTheKernelsWord() {
    var auxv = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
    auxv.putLong(16).putLong(0xbfebfbff).putLong(6).putLong(65536).putLong(0).putLong(0);

    assertThat(PageSize.parse(auxv.array())).isEqualTo(65536);
    assertThat(PageSize.parse(new byte[0])).isEqualTo(4096);
    assertThat(OomProcess.pageSize()).isGreaterThanOrEqualTo(4096);
  }

  private void process(int pid, String name, char state, long flags, String status)
      throws IOException {
    write(pid + "/stat", pid + " (" + name + fields(state, flags));
    write(pid + "/status", "Name:\t" + name + "\n" + status);
    write(pid + "/oom_score_adj", "-17\n");
    write(pid + "/oom_score", "700\n");
    write(pid + "/cgroup", "0::/system.slice/app.service\n");
  }

  private static String fields(char state, long flags) {
    return ") " + state + " 3 7 7 0 -1 " + flags + " 0 0 0 0 1 2 0 0 20 0 1 0 4711 0 0\n";
  }

  private void write(String file, String text) throws IOException {
    var place = proc.resolve(file);
    Files.createDirectories(place.getParent());
    Files.writeString(place, text);
  }
}
