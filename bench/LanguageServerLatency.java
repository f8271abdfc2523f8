import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Types into one of many units, as an editor does, and times the answers. */
final class LanguageServerLatency {
  private static final int UNITS = 500;
  private static final int WARM_UP = 100;

  private final InputStream in;
  private final OutputStream out;
  private final String uri;
  private int id;
  private int version;

  private LanguageServerLatency(Process server, Path document) {
    this.in = new BufferedInputStream(server.getInputStream());
    this.out = server.getOutputStream();
    this.uri = document.toUri().toString();
  }

  public static void main(String[] arguments) throws Exception {
    var tree = Path.of(arguments[0]);
    var changes = Integer.parseInt(arguments[2]);
    var folder = units(tree, Path.of(arguments[1]));
    var document = folder.resolve("u250.container");
    var begin = System.nanoTime();
    var server =
        new ProcessBuilder(tree.resolve("build/image/bin/qm").toString(), "quadlet", "lsp")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var bench = new LanguageServerLatency(server, document);
    bench.ask("initialize", "{\"capabilities\":{}}");
    bench.tell("initialized", "{}");
    var text = Files.readString(document);
    bench.open(text);
    print("start to first findings", new double[] {(System.nanoTime() - begin) / 1e6});
    bench.measure(text, changes).forEach(LanguageServerLatency::print);
    bench.ask("shutdown", "null");
    bench.tell("exit", "null");
    if (server.waitFor() != 0) {
      throw new IllegalStateException("the server ends with " + server.exitValue());
    }
  }

  /** Units like qm.container, each on one of a few networks and with a volume of its own kind. */
  private static Path units(Path tree, Path work) throws IOException {
    var text = Files.readString(tree.resolve("system/usr/share/containers/systemd/qm.container"));
    var folder = Files.createDirectory(work.resolve("units"));
    for (var i = 0; i < 20; i++) {
      write(folder.resolve("n" + i + ".network"), "[Network]\nSubnet=10.90." + i + ".0/24\n");
      write(folder.resolve("v" + i + ".volume"), "[Volume]\nLabel=a=b\n");
    }
    for (var i = 40; i < UNITS; i++) {
      write(
          folder.resolve("u" + i + ".container"),
          text.replace("ContainerName=qm", "ContainerName=u" + i)
              .replace(
                  "[Container]\n",
                  "[Container]\nVolume=v%d.volume:/v\nPublishPort=%d:80\n"
                      .formatted(i % 20, 10_000 + i)));
    }
    return folder;
  }

  /** Written long ago, as most files of a folder are. */
  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
  }

  private Map<String, double[]> measure(String text, int changes) throws IOException {
    Map<String, double[]> millis = new LinkedHashMap<>();
    for (var name : new String[] {"change to findings", "completion of keys",
      "completion of units", "hover", "definition"}) {
      millis.put(name, new double[changes]);
    }
    var line = (int) text.substring(0, text.indexOf("Volume=v")).lines().count();
    for (var i = -WARM_UP; i < changes; i++) {
      var change = type(line, 0);
      type(line, 1);
      var took = new double[] {
        change, request("completion", line, 3), request("completion", line, 8),
        request("hover", line, 9), request("definition", line, 9)
      };
      if (i >= 0) {
        var which = 0;
        for (var values : millis.values()) {
          values[i] = took[which++];
        }
      }
    }
    return millis;
  }

  /** Makes a mistake in a line, or mends it: puts an s in or takes it out. */
  private double type(int line, int taken) throws IOException {
    version++;
    var isMistake = taken == 0;
    var change =
        "{\"range\":{\"start\":{\"line\":%d,\"character\":6},\"end\":{\"line\":%d,\"character\":%d}},\"text\":\"%s\"}"
            .formatted(line, line, 6 + taken, isMistake ? "s" : "");
    var begin = System.nanoTime();
    tell(
        "textDocument/didChange",
        "{\"textDocument\":{\"uri\":\"" + uri + "\",\"version\":" + version
            + "},\"contentChanges\":[" + change + "]}");
    var told = await("\"version\":" + version + ",");
    var end = System.nanoTime();
    if (told.contains("unknown-key") != isMistake) {
      throw new IllegalStateException("not what was typed: " + told);
    }
    return (end - begin) / 1e6;
  }

  private double request(String method, int line, int character) throws IOException {
    var begin = System.nanoTime();
    ask(
        "textDocument/" + method,
        "{\"textDocument\":{\"uri\":\"" + uri + "\"},\"position\":{\"line\":" + line
            + ",\"character\":" + character + "}}");
    return (System.nanoTime() - begin) / 1e6;
  }

  private void open(String text) throws IOException {
    version++;
    tell(
        "textDocument/didOpen",
        "{\"textDocument\":{\"uri\":\"" + uri + "\",\"languageId\":\"systemd\",\"version\":" + version
            + ",\"text\":\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n")
            + "\"}}");
    await("\"version\":" + version + ",");
  }

  private void tell(String method, String params) throws IOException {
    send("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + "}");
  }

  private void ask(String method, String params) throws IOException {
    id++;
    send(
        "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params
            + "}");
    await("\"id\":" + id + ",\"result\"");
  }

  private void send(String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    out.write(("Content-Length: " + bytes.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    out.write(bytes);
    out.flush();
  }

  /** Reads messages up to the one that has these words. */
  private String await(String words) throws IOException {
    while (true) {
      var length = 0;
      for (var line = line(); !line.isEmpty(); line = line()) {
        length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
      }
      var body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      if (body.contains(words)) {
        return body;
      }
    }
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (var b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the server went away");
      }
      line.append((char) b);
    }
    return line.toString().strip();
  }

  private static void print(String title, double[] millis) {
    var sorted = millis.clone();
    Arrays.sort(sorted);
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-24s median %7.1f ms   p99 %7.1f ms",
            title,
            sorted[sorted.length / 2],
            sorted[Math.min(sorted.length - 1, sorted.length * 99 / 100)]));
  }
}
