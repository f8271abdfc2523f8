import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Times two generators over the same units, in turns, so that whatever else runs disturbs both. */
final class QuadletVsPodman {
  private static final int MANY = 2000;

  /** Prints the peak resident memory of a command, in KiB: time(1). */
  private static final Path TIME = Path.of("/usr/bin/time");

  private final Path work;
  private final int runs;

  private QuadletVsPodman(Path work, int runs) {
    this.work = work;
    this.runs = runs;
  }

  /** What was measured of one command: medians. */
  private record Figures(double millis, double mebibytes) {}

  public static void main(String[] arguments) throws Exception {
    var tree = Path.of(arguments[0]);
    var bench = new QuadletVsPodman(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
    var image = tree.resolve("build/image/bin");
    var qm = List.of(image.resolve("qm").toString(), "quadlet", "generate", "--no-kmsg-log");
    var unit = Files.readString(tree.resolve("system/usr/share/containers/systemd/qm.container"));
    var one = bench.units("one", unit, 1);
    var many = bench.units("many", unit, MANY);

    if (arguments[4].isEmpty()) {
      System.out.println("Podman's generator cannot be had here; only qm is measured");
      print("qm, 1 unit", bench.measure(Map.of("qm", qm), one).get("qm"));
      print("qm, " + MANY + " units", bench.measure(Map.of("qm", qm), many).get("qm"));
    } else {
      var podman = List.of(arguments[4], "-no-kmsg-log");
      bench.compare("1 unit", qm, podman, one, 1);
      bench.compare(MANY + " units", qm, podman, many, MANY);
    }
    bench.startUp(image, Path.of(arguments[3]), one);
  }

  private void compare(
      String title, List<String> qm, List<String> podman, Path units, int services)
      throws Exception {
    Map<String, List<String>> commands = new LinkedHashMap<>();
    commands.put("qm", qm);
    commands.put("podman", podman);
    var figures = measure(commands, units);
    for (var name : commands.keySet()) {
      try (var files = Files.newDirectoryStream(out(name), "*.service")) {
        var count = 0;
        for (var _ : files) {
          count++;
        }
        if (count != services) {
          throw new IllegalStateException(name + " wrote " + count + " services of " + services);
        }
      }
    }
    System.out.println(title + ":");
    print("  qm", figures.get("qm"));
    print("  Podman", figures.get("podman"));
    ratio("  qm / Podman", figures.get("qm"), figures.get("podman"));
  }

  /** The same virtual machine with nothing to do is the least that a command can take. */
  private void startUp(Path image, Path jdk, Path one) throws Exception {
    var source = work.resolve("Hello.java");
    Files.writeString(
        source,
        "class Hello { public static void main(String[] a) { System.out.println(\"hello\"); } }\n");
    run(List.of(jdk.resolve("bin/javac").toString(), "-d", work + "/hello", source.toString()), one);
    var jar = work.resolve("hello.jar").toString();
    run(
        List.of(jdk.resolve("bin/jar").toString(), "-cf", jar, "-C", work + "/hello", "Hello.class"),
        one);
    var java = image.resolve("java").toString();
    Map<String, List<String>> commands = new LinkedHashMap<>();
    commands.put("hello", List.of(java, "-cp", jar, "Hello"));
    commands.put(
        "generate",
        List.of(java, "-m", "dev.qm.cli/dev.qm.cli.Main", "quadlet", "generate", "--no-kmsg-log"));
    commands.put("version", List.of(image.resolve("qm").toString(), "version"));
    commands.put(
        "launched", List.of(image.resolve("qm").toString(), "quadlet", "generate", "--no-kmsg-log"));
    var figures = measure(commands, one, runs * 3);
    System.out.println("start-up, same runtime image:");
    print("  hello-world", figures.get("hello"));
    print("  generate, 1 unit", figures.get("generate"));
    ratio("  generate / hello-world", figures.get("generate"), figures.get("hello"));
    print("  bin/qm version", figures.get("version"));
    print("  bin/qm generate, 1 unit", figures.get("launched"));
    ratio("  generate / version", figures.get("launched"), figures.get("version"));
  }

  private Path units(String name, String text, int count) throws IOException {
    var folder = Files.createDirectory(work.resolve(name));
    for (var i = 0; i < count; i++) {
      Files.writeString(
          folder.resolve("qm" + i + ".container"),
          text.replace("ContainerName=qm", "ContainerName=qm" + i));
    }
    return folder;
  }

  private Path out(String name) {
    return work.resolve("out-" + name);
  }

  private Map<String, Figures> measure(Map<String, List<String>> commands, Path units)
      throws Exception {
    return measure(commands, units, runs);
  }

  private Map<String, Figures> measure(Map<String, List<String>> commands, Path units, int times)
      throws Exception {
    Map<String, double[]> millis = new LinkedHashMap<>();
    Map<String, double[]> memory = new LinkedHashMap<>();
    for (var name : commands.keySet()) {
      millis.put(name, new double[times]);
      memory.put(name, new double[times]);
    }
    for (var i = -1; i < times; i++) {
      for (var command : commands.entrySet()) {
        var name = command.getKey();
        var line = new ArrayList<>(command.getValue());
        if (line.contains("--no-kmsg-log") || line.contains("-no-kmsg-log")) {
          line.add(out(name).toString());
        }
        delete(out(name));
        var took = run(line, units);
        delete(out(name));
        var peak = Files.isExecutable(TIME) ? peak(line, units) : Double.NaN;
        if (i >= 0) {
          millis.get(name)[i] = took;
          memory.get(name)[i] = peak;
        }
      }
    }
    Map<String, Figures> figures = new LinkedHashMap<>();
    for (var name : commands.keySet()) {
      figures.put(name, new Figures(median(millis.get(name)), median(memory.get(name))));
    }
    return figures;
  }

  /** Runs a command to its end; how long it took, in milliseconds. */
  private double run(List<String> line, Path units) throws Exception {
    var builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.redirectOutput(work.resolve("log").toFile());
    builder.environment().put("QUADLET_UNIT_DIRS", units.toString());
    var begin = System.nanoTime();
    var status = builder.start().waitFor();
    var end = System.nanoTime();
    if (status != 0) {
      throw new IllegalStateException(
          line + " ends with " + status + ": " + Files.readString(work.resolve("log")));
    }
    return (end - begin) / 1e6;
  }

  private double peak(List<String> line, Path units) throws Exception {
    var timed = new ArrayList<>(List.of(TIME.toString(), "-f", "%M", "-o", work + "/peak"));
    timed.addAll(line);
    run(timed, units);
    return Double.parseDouble(Files.readString(work.resolve("peak")).strip()) / 1024;
  }

  private static double median(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void print(String title, Figures figures) {
    System.out.println(
        String.format(
            Locale.ROOT, "%-28s %8.1f ms %8.1f MiB", title, figures.millis(), figures.mebibytes()));
  }

  private static void ratio(String title, Figures ours, Figures theirs) {
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-28s %8.2f x  %8.2f x",
            title,
            ours.millis() / theirs.millis(),
            ours.mebibytes() / theirs.mebibytes()));
  }
}
