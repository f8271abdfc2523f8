package dev.qm.host.cgroup;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.UnitFile;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The limits of a service, as systemd.resource-control(5) names them, with percentages already made
 * absolute. What is not set is empty, which leaves the kernel's default.
 *
 * @param memoryMax hard limit of memory
 * @param memoryHigh where the kernel slows the group down
 * @param memorySwapMax limit of swap alone, not of memory plus swap
 * @param tasksMax processes and threads together
 * @param cpuWeight share of the processors under contention
 * @param cpuQuota processor time at most
 * @param allowedCpus processors that may be used
 * @param allowedMemoryNodes NUMA nodes that may be used
 * @param ioWeight share of the disks under contention, 1 to 10000, default 100
 * @param ioMax what may be read and written in a second at most, in the order written
 * @param devicePolicy which device nodes may be opened beside {@code deviceAllow}
 * @param deviceAllow device nodes that may be opened
 * @param lines the settings that ask for all this, in order; one of {@code DeviceAllow=} for each
 *     of {@code deviceAllow}
 */
public record Limits(
    Optional<Cap> memoryMax,
    Optional<Cap> memoryHigh,
    Optional<Cap> memorySwapMax,
    Optional<Cap> tasksMax,
    Optional<CpuWeight> cpuWeight,
    Optional<CpuQuota> cpuQuota,
    Optional<NumberList> allowedCpus,
    Optional<NumberList> allowedMemoryNodes,
    Optional<Integer> ioWeight,
    List<IoMax> ioMax,
    DevicePolicy devicePolicy,
    List<DeviceRule> deviceAllow,
    List<Entry> lines) {

  /** No limit at all. */
  public static final Limits NONE = new Builder(new Capacity(0, 0, 0)).build();

  /** The keys of [Service] that {@link #parse} understands; others are for somebody else. */
  public static final Set<String> KEYS =
      Set.of(
          "MemoryMax",
          "MemoryHigh",
          "MemorySwapMax",
          "TasksMax",
          "CPUWeight",
          "CPUQuota",
          "AllowedCPUs",
          "AllowedMemoryNodes",
          "IOWeight",
          "IOReadBandwidthMax",
          "IOWriteBandwidthMax",
          "IOReadIOPSMax",
          "IOWriteIOPSMax",
          "DevicePolicy",
          "DeviceAllow");

  public Limits {
    ioMax = List.copyOf(ioMax);
    deviceAllow = List.copyOf(deviceAllow);
    lines = List.copyOf(lines);
  }

  /** An amount or none: {@code infinity}. */
  public sealed interface Cap {
    /** At most {@code amount} bytes or tasks. */
    record At(long amount) implements Cap {
      @Override
      public String toString() {
        return Long.toString(amount);
      }
    }

    /** No limit. */
    record Infinite() implements Cap {
      @Override
      public String toString() {
        return "infinity";
      }
    }
  }

  /** A share of the processors under contention. */
  public sealed interface CpuWeight {
    /** 1 to 10000; 100 is what everybody else has. */
    record Share(int weight) implements CpuWeight {
      @Override
      public String toString() {
        return Integer.toString(weight);
      }
    }

    /** Runs only when nothing else wants to. */
    record Idle() implements CpuWeight {
      @Override
      public String toString() {
        return "idle";
      }
    }
  }

  /** Processor time per second of real time, in microseconds: 200 % is 2,000,000. */
  public record CpuQuota(long microsecondsPerSecond) {
    @Override
    public String toString() {
      var percent = microsecondsPerSecond / 10_000;
      var rest = microsecondsPerSecond % 10_000 / 100;
      var fraction = rest == 0 ? "" : rest < 10 ? ".0" + rest : "." + rest;
      return percent + fraction + "%";
    }
  }

  /** Processor or node numbers in rising order; shown as the kernel does: {@code 0-3,6}. */
  public record NumberList(List<Integer> numbers) {
    /** More processors or nodes no kernel has. */
    static final int HIGHEST = 8191;

    public NumberList {
      numbers = List.copyOf(numbers);
    }

    /**
     * The numbers of a list such as {@code 0-3,6}, separated by commas or blanks: cpuset(7), "List
     * format".
     *
     * @return nothing for what is no such list; an empty list for an empty text
     */
    public static Optional<NumberList> parse(String text) {
      var set = new BitSet();
      for (var word : KernelText.ofList(text)) {
        var dash = word.indexOf('-');
        var first = Builder.whole(dash < 0 ? word : word.substring(0, dash));
        var last = dash < 0 ? first : Builder.whole(word.substring(dash + 1));
        if (first < 0 || last < first || last > HIGHEST) {
          return Optional.empty();
        }
        set.set((int) first, (int) last + 1);
      }
      return Optional.of(of(set));
    }

    /**
     * The numbers of a mask in hexadecimal such as {@code ffffffff,0000000f}: cpuset(7), "Mask
     * format".
     *
     * @return nothing for what is no such mask
     */
    public static Optional<NumberList> ofMask(String text) {
      var set = new BitSet();
      var bit = 0;
      for (var i = text.length() - 1; i >= 0; i--) {
        if (text.charAt(i) == ',') {
          continue;
        }
        var digit = Character.digit(text.charAt(i), 16);
        if (digit < 0 || bit > HIGHEST) {
          return Optional.empty();
        }
        for (var of = 0; of < 4; of++) {
          set.set(bit + of, (digit & 1 << of) != 0);
        }
        bit += 4;
      }
      return bit == 0 ? Optional.empty() : Optional.of(of(set));
    }

    /** The numbers as a mask that {@link #ofMask} reads. */
    public String mask() {
      var words = new int[numbers.isEmpty() ? 1 : numbers.getLast() / 32 + 1];
      for (var number : numbers) {
        words[number / 32] |= 1 << number % 32;
      }
      var text = new StringBuilder(Integer.toHexString(words[words.length - 1]));
      for (var i = words.length - 2; i >= 0; i--) {
        text.append(',').append(HexFormat.of().toHexDigits(words[i]));
      }
      return text.toString();
    }

    private static NumberList of(BitSet set) {
      var numbers = new ArrayList<Integer>();
      for (var i = set.nextSetBit(0); i >= 0; i = set.nextSetBit(i + 1)) {
        numbers.add(i);
      }
      return new NumberList(numbers);
    }

    /** Those that are not in {@code others}. */
    public NumberList without(NumberList others) {
      var rest = new ArrayList<>(numbers);
      rest.removeAll(others.numbers);
      return new NumberList(rest);
    }

    @Override
    public String toString() {
      var text = new StringBuilder();
      for (var i = 0; i < numbers.size(); ) {
        var end = i;
        while (end + 1 < numbers.size() && numbers.get(end + 1) == numbers.get(end) + 1) {
          end++;
        }
        text.append(text.isEmpty() ? "" : ",").append(numbers.get(i));
        if (end > i) {
          text.append('-').append(numbers.get(end));
        }
        i = end + 1;
      }
      return text.toString();
    }
  }

  /**
   * One {@code IOReadBandwidthMax=} or the like.
   *
   * @param line the setting
   * @param of what of the disk
   * @param path a block device, or anything on the file system that lies on it
   * @param most bytes or requests a second
   */
  public record IoMax(Entry line, IoRate of, String path, Cap most) {}

  /** What can be counted of a disk in a second. */
  public enum IoRate {
    READ_BYTES("IOReadBandwidthMax", "rbps", "read_bps"),
    WRITTEN_BYTES("IOWriteBandwidthMax", "wbps", "write_bps"),
    READS("IOReadIOPSMax", "riops", "read_iops"),
    WRITES("IOWriteIOPSMax", "wiops", "write_iops");

    private final String key;
    private final String word;
    private final String name;

    IoRate(String key, String word, String name) {
      this.key = key;
      this.word = word;
      this.name = name;
    }

    /** The key of [Service]: systemd.resource-control(5). */
    public String key() {
      return key;
    }

    /** In {@code io.max} of cgroup2: Documentation/admin-guide/cgroup-v2.rst. */
    String word() {
      return word;
    }

    /** Of cgroup v1: Documentation/admin-guide/cgroup-v1/blkio-controller.rst. */
    String file() {
      return "blkio.throttle." + name + "_device";
    }

    private static Optional<IoRate> of(String key) {
      for (var rate : values()) {
        if (rate.key.equals(key)) {
          return Optional.of(rate);
        }
      }
      return Optional.empty();
    }
  }

  /** Which device nodes may be opened. */
  public enum DevicePolicy {
    /** All, unless {@code DeviceAllow=} names some. */
    AUTO,
    /** The standard ones (null, zero, full, random, urandom, tty, ptmx, pts) and the named ones. */
    CLOSED,
    /** The named ones only. */
    STRICT
  }

  /**
   * One {@code DeviceAllow=}.
   *
   * @param device a path below /dev, or {@code char-NAME} or {@code block-NAME} for a driver's
   *     group
   * @param access some of {@code r}, {@code w}, {@code m}
   */
  public record DeviceRule(String device, String access) {}

  /**
   * The limits of a service unit.
   *
   * @param capacity what percentages refer to
   * @throws HostException for the first value that cannot be understood, with its place
   */
  public static Limits of(UnitFile service, Capacity capacity) throws HostException {
    var entries = new ArrayList<Entry>();
    for (var key : service.keys("Service")) {
      if (KEYS.contains(key)) {
        // without what a later empty value throws away: nobody needs to understand that
        entries.addAll(service.values("Service", key));
      }
    }
    return parse(entries, capacity);
  }

  /**
   * The limits among the settings of a [Service] section in the order written: a later value
   * replaces an earlier one, {@code DeviceAllow=} adds to it, and an empty value resets.
   *
   * @param capacity what percentages refer to
   * @throws HostException for the first value that cannot be understood, with its place
   */
  public static Limits parse(List<Entry> service, Capacity capacity) throws HostException {
    var limits = new Builder(capacity);
    for (var entry : service) {
      limits.set(entry);
    }
    return limits.build();
  }

  /** The same for a service of the machine below {@code root}, whose paths begin there. */
  public Limits below(Root root) {
    if (root.isHost()) {
      return this;
    }
    var moved = new ArrayList<IoMax>();
    for (var it : ioMax) {
      var path = it.path().startsWith("/dev/") ? it.path() : root.at(it.path()).toString();
      moved.add(new IoMax(it.line(), it.of(), path, it.most()));
    }
    return new Limits(
        memoryMax,
        memoryHigh,
        memorySwapMax,
        tasksMax,
        cpuWeight,
        cpuQuota,
        allowedCpus,
        allowedMemoryNodes,
        ioWeight,
        moved,
        devicePolicy,
        deviceAllow,
        lines);
  }

  /** Where the lines of a key stand that count. */
  List<Origin> origins(String key) {
    var origins = new ArrayList<Origin>();
    for (var line : lines) {
      if (line.key().equals(key)) {
        origins.add(line.origin());
      }
    }
    return origins;
  }

  /** Bytes as systemd.syntax(7) has them, {@code 1.5G} with powers of 1024; nothing for no size. */
  public static OptionalLong size(String text) {
    var bytes = Builder.size(text);
    return bytes < 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
  }

  /**
   * Bytes or requests in a second, {@code 50M} with powers of 1000, as systemd.resource-control(5)
   * has them; nothing for what is no such number.
   */
  public static OptionalLong rate(String text) {
    var last = text.isEmpty() ? ' ' : text.charAt(text.length() - 1);
    var power = " KMGT".indexOf(last);
    var number = Builder.whole(power <= 0 ? text : text.substring(0, text.length() - 1));
    var factor = 1L;
    for (var i = 0; i < power; i++) {
      factor *= 1000;
    }
    return number < 0 || number > Long.MAX_VALUE / factor
        ? OptionalLong.empty()
        : OptionalLong.of(number * factor);
  }

  /** Collects values key by key. */
  private static final class Builder {
    private final Capacity capacity;
    private Optional<Cap> memoryMax = Optional.empty();
    private Optional<Cap> memoryHigh = Optional.empty();
    private Optional<Cap> memorySwapMax = Optional.empty();
    private Optional<Cap> tasksMax = Optional.empty();
    private Optional<CpuWeight> cpuWeight = Optional.empty();
    private Optional<CpuQuota> cpuQuota = Optional.empty();
    private Optional<NumberList> allowedCpus = Optional.empty();
    private Optional<NumberList> allowedMemoryNodes = Optional.empty();
    private Optional<Integer> ioWeight = Optional.empty();
    private final List<IoMax> ioMax = new ArrayList<>();
    private DevicePolicy devicePolicy = DevicePolicy.AUTO;
    private final List<DeviceRule> deviceAllow = new ArrayList<>();
    private final List<Entry> lines = new ArrayList<>();

    Builder(Capacity capacity) {
      this.capacity = capacity;
    }

    Limits build() {
      return new Limits(
          memoryMax,
          memoryHigh,
          memorySwapMax,
          tasksMax,
          cpuWeight,
          cpuQuota,
          allowedCpus,
          allowedMemoryNodes,
          ioWeight,
          ioMax,
          devicePolicy,
          deviceAllow,
          lines);
    }

    void set(Entry entry) throws HostException {
      var bad = new Bad(entry);
      var given = !bad.value().isEmpty();
      switch (entry.key()) {
        case "MemoryMax" -> memoryMax = given ? bytes(bad, 1, capacity.memoryBytes()) : unset();
        case "MemoryHigh" -> memoryHigh = given ? bytes(bad, 1, capacity.memoryBytes()) : unset();
        case "MemorySwapMax" ->
            memorySwapMax = given ? bytes(bad, 0, capacity.swapBytes()) : unset();
        case "TasksMax" -> tasksMax = given ? tasks(bad) : unset();
        case "CPUWeight" -> cpuWeight = given ? Optional.of(weight(bad)) : Optional.empty();
        case "CPUQuota" -> cpuQuota = given ? quota(bad) : Optional.empty();
        case "AllowedCPUs" -> allowedCpus = given ? Optional.of(numbers(bad)) : Optional.empty();
        case "AllowedMemoryNodes" ->
            allowedMemoryNodes = given ? Optional.of(numbers(bad)) : Optional.empty();
        case "IOWeight" -> ioWeight = given ? Optional.of(share(bad)) : Optional.empty();
        case "IOReadBandwidthMax", "IOWriteBandwidthMax", "IOReadIOPSMax", "IOWriteIOPSMax" ->
            ioMax(bad, given);
        case "DevicePolicy" -> devicePolicy = given ? policy(bad) : DevicePolicy.AUTO;
        case "DeviceAllow" -> allow(bad, given);
        default -> {
          // the section has many more keys; they are not limits
          return;
        }
      }
      if (!given || !isAdding(entry.key())) {
        lines.removeIf(line -> line.key().equals(entry.key()));
      }
      if (given) {
        lines.add(entry);
      }
    }

    /** Whether each line adds to those before it. */
    private static boolean isAdding(String key) {
      return key.equals("DeviceAllow") || IoRate.of(key).isPresent();
    }

    private static Optional<Cap> unset() {
      return Optional.empty();
    }

    private static Optional<Cap> bytes(Bad bad, long least, long whole) throws HostException {
      var value = bad.value();
      if (value.equals("infinity")) {
        return Optional.of(new Cap.Infinite());
      }
      var permyriad = permyriad(value);
      if (permyriad >= 0) {
        if (permyriad > 10_000) {
          throw bad.because("a percentage of memory goes up to 100%");
        }
        return Optional.of(new Cap.At(share(whole, permyriad)));
      }
      var size = size(value);
      if (size < 0) {
        throw bad.because(
            "it is not a size",
            "write a number of bytes with K, M, G or T, such as"
                + " 512M, a percentage, or infinity");
      }
      if (size < least) {
        throw bad.because("it must be more than 0");
      }
      return Optional.of(new Cap.At(size));
    }

    private Optional<Cap> tasks(Bad bad) throws HostException {
      var value = bad.value();
      if (value.equals("infinity")) {
        return Optional.of(new Cap.Infinite());
      }
      var permyriad = permyriad(value);
      if (permyriad > 10_000) {
        throw bad.because("a percentage of tasks goes up to 100%");
      }
      var count = permyriad >= 0 ? share(capacity.tasks(), permyriad) : whole(value);
      if (count < 1) {
        throw bad.because(
            "it is not a number of tasks", "write a number, a percentage, or infinity");
      }
      return Optional.of(new Cap.At(count));
    }

    private static CpuWeight weight(Bad bad) throws HostException {
      return bad.value().equals("idle") ? new CpuWeight.Idle() : new CpuWeight.Share(share(bad));
    }

    private static int share(Bad bad) throws HostException {
      var weight = whole(bad.value());
      if (weight < 1 || weight > 10_000) {
        throw bad.because(
            "it is not a weight", "write a number from 1 to 10000; 100 is the default");
      }
      return (int) weight;
    }

    private static Optional<CpuQuota> quota(Bad bad) throws HostException {
      var permyriad = permyriad(bad.value());
      if (permyriad <= 0) {
        throw bad.because(
            "it is not a percentage of one processor", "write 50% for half of one, 200% for two");
      }
      return Optional.of(new CpuQuota(permyriad * 100));
    }

    private static NumberList numbers(Bad bad) throws HostException {
      for (var word : KernelText.ofList(bad.value())) {
        if (NumberList.parse(word).isEmpty()) {
          throw bad.because(
              "'" + word + "' is not a number or a range up to " + NumberList.HIGHEST,
              "write a list such as 0-3,6");
        }
      }
      return NumberList.parse(bad.value()).orElseThrow();
    }

    private static DevicePolicy policy(Bad bad) throws HostException {
      return switch (bad.value()) {
        case "auto" -> DevicePolicy.AUTO;
        case "closed" -> DevicePolicy.CLOSED;
        case "strict" -> DevicePolicy.STRICT;
        default -> throw bad.because("it is not a policy", "write auto, closed or strict");
      };
    }

    private void ioMax(Bad bad, boolean given) throws HostException {
      var rate = IoRate.of(bad.entry().key()).orElseThrow();
      if (!given) {
        ioMax.removeIf(it -> it.of() == rate);
        return;
      }
      var blank = bad.value().lastIndexOf(' ');
      var path = bad.value().substring(0, Math.max(0, blank)).strip();
      var most = bad.value().substring(blank + 1);
      var number = rate(most);
      if (!path.startsWith("/") || (number.orElse(0) == 0 && !most.equals("infinity"))) {
        throw bad.because(
            "it is not a path and a number",
            "write a path and how much there may be in a second, such as /var 50M");
      }
      ioMax.add(
          new IoMax(
              bad.entry(),
              rate,
              path,
              most.equals("infinity") ? new Cap.Infinite() : new Cap.At(number.getAsLong())));
    }

    private void allow(Bad bad, boolean given) throws HostException {
      if (!given) {
        deviceAllow.clear();
        return;
      }
      var words = KernelText.of(bad.value());
      var device = words.getFirst();
      var access = words.size() > 1 ? words.get(1) : "rwm";
      var known =
          device.startsWith("/dev/") || device.startsWith("char-") || device.startsWith("block-");
      if (!known || words.size() > 2) {
        throw bad.because(
            "it is not a device",
            "write a path below /dev, char-NAME or block-NAME," + " then r, w, m or some of them");
      }
      for (var i = 0; i < access.length(); i++) {
        if ("rwm".indexOf(access.charAt(i)) < 0) {
          throw bad.because("'" + access + "' is not an access", "write r, w, m or some of them");
        }
      }
      deviceAllow.add(new DeviceRule(device, access));
    }

    /** {@code part} of {@code whole} without overflow for any machine. */
    private static long share(long whole, long permyriad) {
      return whole / 10_000 * permyriad + whole % 10_000 * permyriad / 10_000;
    }

    /** Hundredths of a percent: "12.5%" is 1250; -1 when it is not a percentage. */
    private static long permyriad(String text) {
      if (!text.endsWith("%")) {
        return -1;
      }
      var number = text.substring(0, text.length() - 1);
      var dot = number.indexOf('.');
      var percent = whole(dot < 0 ? number : number.substring(0, dot));
      if (percent < 0 || percent > 1_000_000) {
        return -1;
      }
      if (dot < 0) {
        return percent * 100;
      }
      var fraction = number.substring(dot + 1);
      var hundredths = whole(fraction);
      if (hundredths < 0 || fraction.length() > 2) {
        return -1;
      }
      return percent * 100 + (fraction.length() == 1 ? hundredths * 10 : hundredths);
    }

    /** Bytes: "1.5G" with powers of 1024; -1 when it is not a size or more than a long holds. */
    private static long size(String text) {
      var last = text.isEmpty() ? ' ' : text.charAt(text.length() - 1);
      var power = "BKMGTPE".indexOf(last);
      var number = power < 0 ? text : text.substring(0, text.length() - 1).stripTrailing();
      var dot = number.indexOf('.');
      var units = whole(dot < 0 ? number : number.substring(0, dot));
      var factor = 1L << (10 * Math.max(0, power));
      if (units < 0 || units > Long.MAX_VALUE / factor) {
        return -1;
      }
      var bytes = units * factor;
      if (dot < 0) {
        return bytes;
      }
      var fraction = number.substring(dot + 1);
      if (fraction.length() > 9 || whole(fraction) < 0) {
        return -1;
      }
      var part = (long) (Double.parseDouble("0." + fraction) * factor);
      return bytes > Long.MAX_VALUE - part ? -1 : bytes + part;
    }

    /** A number of decimal digits only; -1 for anything else and for what no long holds. */
    private static long whole(String text) {
      if (text.isEmpty() || text.length() > 18) {
        return -1;
      }
      for (var i = 0; i < text.length(); i++) {
        if (text.charAt(i) < '0' || text.charAt(i) > '9') {
          return -1;
        }
      }
      return Long.parseLong(text);
    }
  }

  /** A setting that somebody wrote, for the error message about it. */
  private record Bad(Entry entry) {
    String value() {
      return entry.value().strip();
    }

    HostException because(String why) {
      return because(why, "");
    }

    HostException because(String why, String mend) {
      return new HostException(
          entry.origin() + ": cannot use " + entry.key() + "=" + value(), why, mend);
    }
  }
}
