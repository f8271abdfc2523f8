package dev.qm.assurance.report;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Chromium without a window and without a network, from testbed/build-tools, with one page open.
 * It is spoken to by the DevTools protocol over its pipe: a message is JSON and ends with a zero
 * byte.
 */
final class Browser implements AutoCloseable {
  private static final String TREE = System.getProperty("qm.tree") + "/testbed/build-tools";
  private static final JsonFactory JSON = new JsonFactory();

  private final Process process;
  private final InputStream in;
  private final Path errors;
  private final List<Map<String, Object>> events = new ArrayList<>();
  private int last;
  private String session = "";

  private Browser(Process process, Path errors) {
    this.process = process;
    this.in = new BufferedInputStream(process.getInputStream());
    this.errors = errors;
  }

  /** What a program printed. */
  record Run(int status, String output) {}

  /** Skips the test, with the reason, where there is none; makes it where it can be made. */
  static void require() throws Exception {
    var missing = run(TREE, "browser", "--missing");
    assumeThat(missing.status()).as("a browser cannot be had here: %s", missing.output()).isZero();
    var built = run(TREE, "browser");
    assumeThat(built.status()).as("a browser could not be built: %s", built.output()).isZero();
  }

  /** Runs another program of the browser's tree; {@code work} is /desk there. */
  static Run inTree(Path work, String... command) throws Exception {
    var words = new ArrayList<>(List.of(TREE, "browser", "--run", work.toString()));
    words.addAll(List.of(command));
    return run(words.toArray(String[]::new));
  }

  private static Run run(String... command) throws Exception {
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }

  /** Starts one that has {@code work} as /desk. */
  static Browser start(Path work) throws Exception {
    var errors = work.resolve("browser.log");
    var process =
        new ProcessBuilder(
                TREE,
                "browser",
                "--run",
                work.toString(),
                "sh",
                "-c",
                // the pipe is at descriptors 3 and 4; root has no sandbox, and no network is there
                "exec chromium-headless-shell --no-sandbox --disable-gpu --disable-dev-shm-usage"
                    + " --user-data-dir=/desk/profile --remote-debugging-pipe about:blank"
                    + " 3<&0 4>&1 >&2 </dev/null")
            .redirectError(errors.toFile())
            .start();
    var browser = new Browser(process, errors);
    var target = browser.call("Target.createTarget", Map.of("url", "about:blank"));
    browser.session =
        text(
            browser
                .call(
                    "Target.attachToTarget",
                    Map.of("targetId", text(target.get("targetId")), "flatten", true))
                .get("sessionId"));
    for (var domain : List.of("Page", "Runtime", "Network", "Log")) {
      browser.call(domain + ".enable", Map.of());
    }
    return browser;
  }

  /** Opens a page of the folder and waits until it is there. */
  void open(String name) throws IOException {
    events.clear();
    call("Page.navigate", Map.of("url", "file:///desk/" + name));
    while (events("Page.loadEventFired").isEmpty()) {
      take();
    }
  }

  /** How the page is wanted: {@code light} or {@code dark}. */
  void prefer(String scheme) throws IOException {
    call(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** How wide and high the window is, in CSS pixels. */
  void resize(int width, int height) throws IOException {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Whether pages may run scripts; {@link #ask} is none of theirs. */
  void scripts(String allowed) throws IOException {
    call("Emulation.setScriptExecutionDisabled", Map.of("value", allowed.equals("refused")));
  }

  /**
   * What an expression comes to, once it has come to something.
   *
   * @return a String, Number, Boolean, List or Map
   */
  Object ask(String expression) throws IOException {
    var answer =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    if (answer.containsKey("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
    }
    return map(answer.get("result")).getOrDefault("value", "");
  }

  /** The page as a PDF. */
  byte[] print() throws IOException {
    var answer =
        call(
            "Page.printToPDF",
            Map.of("preferCSSPageSize", true, "generateTaggedPDF", true, "printBackground", false));
    return Base64.getDecoder().decode(text(answer.get("data")));
  }

  /** What happened since the page was opened. */
  List<Map<String, Object>> events(String method) {
    return events.stream().filter(it -> method.equals(it.get("method"))).toList();
  }

  private Map<String, Object> call(String method, Map<String, Object> params) throws IOException {
    var id = ++last;
    var message = new LinkedHashMap<String, Object>();
    message.put("id", id);
    message.put("method", method);
    message.put("params", params);
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    var text = new StringWriter();
    try (var to = JSON.createGenerator(text)) {
      write(to, message);
    }
    var out = process.getOutputStream();
    out.write((text + "\0").getBytes(StandardCharsets.UTF_8));
    out.flush();
    while (true) {
      var answer = take();
      if (answer.get("id") instanceof Number number && number.intValue() == id) {
        if (answer.containsKey("error")) {
          throw new AssertionError(method + ": " + answer.get("error"));
        }
        return map(answer.get("result"));
      }
    }
  }

  /** The next message; one that answers nothing is kept as an event. */
  private Map<String, Object> take() throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (var b = in.read(); b != 0; b = in.read()) {
      if (b < 0) {
        throw new AssertionError("the browser ended: " + Files.readString(errors));
      }
      bytes.write(b);
    }
    try (var from = JSON.createParser(bytes.toByteArray())) {
      from.nextToken();
      var message = map(read(from));
      if (!message.containsKey("id")) {
        events.add(message);
      }
      return message;
    }
  }

  static String text(Object value) {
    return String.valueOf(value);
  }

  static Map<String, Object> map(Object value) {
    var map = new LinkedHashMap<String, Object>();
    ((Map<?, ?>) value).forEach((key, it) -> map.put(text(key), it));
    return map;
  }

  private static Object read(JsonParser from) throws IOException {
    return switch (from.currentToken()) {
      case START_OBJECT -> {
        var map = new LinkedHashMap<String, Object>();
        while (from.nextToken() != JsonToken.END_OBJECT) {
          var name = from.currentName();
          from.nextToken();
          map.put(name, read(from));
        }
        yield map;
      }
      case START_ARRAY -> {
        var list = new ArrayList<>();
        while (from.nextToken() != JsonToken.END_ARRAY) {
          list.add(read(from));
        }
        yield list;
      }
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> from.getDoubleValue();
      default -> from.getText();
    };
  }

  private static void write(JsonGenerator to, Object value) throws IOException {
    switch (value) {
      case Map<?, ?> map -> {
        to.writeStartObject();
        for (var entry : map.entrySet()) {
          to.writeFieldName(text(entry.getKey()));
          write(to, entry.getValue());
        }
        to.writeEndObject();
      }
      case List<?> list -> {
        to.writeStartArray();
        for (var one : list) {
          write(to, one);
        }
        to.writeEndArray();
      }
      case Boolean truth -> to.writeBoolean(truth);
      case Integer number -> to.writeNumber(number);
      default -> to.writeString(text(value));
    }
  }

  @Override
  public void close() throws IOException {
    // it ends with its pipe, and the mounts of its tree with it
    process.getOutputStream().close();
    process.onExit().join();
  }
}
