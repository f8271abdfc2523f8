package dev.qm.quadlet.read;

import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.recipe.KnownKeys;
import dev.qm.quadlet.recipe.Rule;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Makes up trees of unit files: every type, drop-ins, templates, quoting, odd layouts. */
public final class UnitTrees {
  private static final List<String> NAMES =
      List.of("a", "web", "a-b", "a-b-c", "t@", "t@x", "t-u@y", "k\u00e9");
  private static final List<String> BOOLEANS =
      List.of("true", "yes", "1", "on", "false", "no", "TRUE", "maybe", "", "\"true\"");

  private UnitTrees() {}

  /**
   * A tree.
   *
   * @param files the text of each file by its path below the tree
   * @param folders the search folders below the tree
   */
  public record Tree(Map<String, String> files, List<String> folders) {
    /** Puts the tree below a folder; the search folders. */
    public List<Path> writeTo(Path folder) throws IOException {
      for (var file : files.entrySet()) {
        var path = folder.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
      return folders.stream().map(folder::resolve).toList();
    }

    @Override
    public String toString() {
      var text = new StringBuilder();
      files.forEach(
          (path, content) -> text.append("== ").append(path).append("\n").append(content));
      return text.toString();
    }
  }

  /** One file of a tree. */
  private record Source(String path, String text) {}

  /**
   * Trees of a few units of all kinds, and now and then a pod with many containers among others.
   */
  public static Arbitrary<Tree> trees() {
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(30, mixed()), net.jqwik.api.Tuple.of(1, crowds()));
  }

  /** A pod, its containers, and units of other types between them. */
  public static Arbitrary<Tree> crowds() {
    return Arbitraries.of(
            UnitType.CONTAINER,
            UnitType.CONTAINER,
            UnitType.CONTAINER,
            UnitType.VOLUME,
            UnitType.NETWORK)
        .list()
        .ofMinSize(2)
        .ofMaxSize(40)
        .map(UnitTrees::crowd);
  }

  /** A pod, and units of these types in the order of their names. */
  public static Tree crowd(List<UnitType> types) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("first/m.pod", "[Pod]\n");
    for (var type : types) {
      files.put(
          "first/%c%02d.%s"
              .formatted(files.size() % 2 == 0 ? 'a' : 'z', files.size(), type.extension()),
          type == UnitType.CONTAINER
              ? "[Container]\nImage=q.io/x\nPod=m.pod\n"
              : "[" + type.section() + "]\n");
    }
    return new Tree(files, List.of("first"));
  }

  private static Arbitrary<Tree> mixed() {
    var unit =
        Combinators.combine(Arbitraries.of(UnitType.class), Arbitraries.of(NAMES), folder())
            .flatAs((type, name, folder) ->
                text(type).map(text -> new Source(folder + name + "." + type.extension(), text)));
    var dropIn =
        Combinators.combine(Arbitraries.of(UnitType.class), folder())
            .flatAs((type, folder) ->
                Combinators.combine(
                        dropInFolder(type),
                        Arbitraries.of("10", "20-x", "9", "é"),
                        dropInText(type))
                    .as((where, name, text) ->
                        new Source(folder + where + "/" + name + ".conf", text)));
    return Combinators.combine(unit.list().ofMinSize(1).ofMaxSize(7), dropIn.list().ofMaxSize(3))
        .as((units, dropIns) -> {
          Map<String, String> files = new LinkedHashMap<>();
          units.forEach(source -> files.put(source.path(), source.text()));
          dropIns.forEach(source -> files.put(source.path(), source.text()));
          return new Tree(files, List.of("first", "second"));
        });
  }

  private static Arbitrary<String> folder() {
    return Arbitraries.frequency(
            net.jqwik.api.Tuple.of(8, "first/"),
            net.jqwik.api.Tuple.of(2, "first/below/"),
            net.jqwik.api.Tuple.of(2, "second/"))
        .map(folder -> folder);
  }

  private static Arbitrary<String> dropInFolder(UnitType type) {
    var dot = "." + type.extension() + ".d";
    return Arbitraries.of(
        type.extension() + ".d",
        "a" + dot,
        "a-" + dot,
        "a-b" + dot,
        "a-b-c" + dot,
        "t@" + dot,
        "t@x" + dot,
        "t-u@" + dot,
        "t-@" + dot,
        "web" + dot,
        "-" + dot);
  }

  private static Arbitrary<String> text(UnitType type) {
    return Combinators.combine(
            remarks(),
            section("Unit", unitLine()).optional(0.4),
            section(type.section(), line(type)),
            necessary(type),
            section("Service", serviceLine()).optional(0.4),
            section(type.section(), line(type)).optional(0.1),
            Arbitraries.of("", "\n[Quadlet]\nDefaultDependencies=no\n", "\n[X-Other]\n\nx\t=\ty\n")
                .optional(0.2),
            Arbitraries.of("", "[Install]\nWantedBy=a.target b.target\nAlias=x.service\n"))
        .as((head, unit, own, needed, service, again, quadlet, install) ->
            head
                + unit.orElse("")
                + own
                + needed
                + service.orElse("")
                + again.orElse("")
                + quadlet.orElse("")
                + install);
  }

  private static Arbitrary<String> dropInText(UnitType type) {
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(
            6,
            Combinators.combine(remarks(), section(type.section(), line(type)), remarks())
                .as((head, own, tail) -> head + own + tail)),
        net.jqwik.api.Tuple.of(2, section("Service", serviceLine())),
        net.jqwik.api.Tuple.of(1, remarks()),
        net.jqwik.api.Tuple.of(1, Arbitraries.of("", "\n", "[Service]", "[Unit]\n\n# x")));
  }

  /** The keys without which most units are refused, most of the time. */
  private static Arbitrary<String> necessary(UnitType type) {
    var lines =
        switch (type) {
          case CONTAINER ->
              List.of(
                  "Image=q.io/i\n", "Image=web.image\n", "Rootfs=/r:idmap\n", "Image=a.build\n");
          case IMAGE -> List.of("Image=q.io/i\n", "Image=\"q.io/j\" \nImageTag=tag\n");
          case ARTIFACT -> List.of("Artifact=q.io/a\n");
          case BUILD ->
              List.of(
                  "ImageTag=x\nFile=/f\n",
                  "ImageTag=x\nSetWorkingDirectory=unit\n",
                  "ImageTag=x\nImageTag=y\nFile=f\nSetWorkingDirectory=file\n",
                  "ImageTag=x\nSetWorkingDirectory=https://x/y.git\n",
                  "ImageTag=x\nSetWorkingDirectory=./ctx\nFile=%h/f\n");
          case KUBE ->
              List.of(
                  "Yaml=a.yaml\n",
                  "Yaml=/x/a.yaml b.yaml\nYaml=%h/c\n",
                  "Yaml=a.yaml\nSetWorkingDirectory=yaml\n",
                  "Yaml=a.yaml\nSetWorkingDirectory=unit\n");
          case NETWORK, VOLUME, POD -> List.of("");
        };
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(9, Arbitraries.of(lines)),
        net.jqwik.api.Tuple.of(1, Arbitraries.just("")));
  }

  private static Arbitrary<String> section(String name, Arbitrary<String> line) {
    return Combinators.combine(
            Arbitraries.of("[" + name + "]\n", "  [" + name + "] \t\n", "[" + name + "]\r\n"),
            line.list().ofMaxSize(6))
        .as((header, lines) -> header + String.join("", lines));
  }

  private static Arbitrary<String> remarks() {
    return Arbitraries.of("", "", "\n", "\\\n", "# c\n", "\n\n; d \\\n\n", "  \t\n#\u00e9\r\n");
  }

  private static Arbitrary<String> unitLine() {
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(
            4,
            Combinators.combine(
                    Arbitraries.of(Quadlet.DEPENDENCIES),
                    Arbitraries.frequencyOf(
                            net.jqwik.api.Tuple.of(4, reference()),
                            net.jqwik.api.Tuple.of(4, Arbitraries.of("x.service", "a.target", "")),
                            net.jqwik.api.Tuple.of(1, soup()))
                        .list()
                        .ofMaxSize(3))
                .flatAs((key, words) -> layout(key, String.join(" ", words)))),
        net.jqwik.api.Tuple.of(1, soup().flatMap(value -> layout("Description", value))),
        net.jqwik.api.Tuple.of(1, remarks()));
  }

  private static Arbitrary<String> serviceLine() {
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(
            4,
            Arbitraries.of(
                "Restart=always\n",
                "Type=oneshot\n",
                "Type=notify\n",
                "Type=\"oneshot\"\n",
                "Type=\n",
                "KillMode=control-group\n",
                "KillMode=\"mixed\"\n",
                "KillMode=none\n",
                "SyslogIdentifier=x\n",
                "NotifyAccess=main\n",
                "Delegate=no\n",
                "RemainAfterExit=no\n",
                "Environment=A=b\n",
                "ExecStart=/bin/true\n",
                "WorkingDirectory=/w\n",
                "WorkingDirectory=\n",
                "TimeoutStartSec=900\n")),
        net.jqwik.api.Tuple.of(
            2,
            Combinators.combine(Arbitraries.of("Nice", "ExecStartPre", "X"), soup())
                .flatAs(UnitTrees::layout)),
        net.jqwik.api.Tuple.of(1, remarks()));
  }

  private static Arbitrary<String> line(UnitType type) {
    var known = KnownKeys.of(type);
    var setting =
        Arbitraries.of(known.names())
            .flatMap(key ->
                value(key, known.rule(key).orElseThrow().shape())
                    .flatMap(value -> layout(key, value)));
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(40, setting),
        net.jqwik.api.Tuple.of(8, remarks()),
        net.jqwik.api.Tuple.of(
            1, Arbitraries.of("Typo=x\n", "image=x\n", "junk\n", "=x\n", "[\n")));
  }

  private static Arbitrary<String> value(String key, Rule.Shape shape) {
    var special =
        switch (key) {
          case "Network", "Volume", "Image", "Pod" -> true;
          default -> false;
        };
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(special ? 6 : 1, referring(key)),
        net.jqwik.api.Tuple.of(5, typical(key, shape)),
        net.jqwik.api.Tuple.of(2, soup()),
        net.jqwik.api.Tuple.of(1, Arbitraries.just("")));
  }

  private static Arbitrary<String> referring(String key) {
    return switch (key) {
      case "Network" ->
          Combinators.combine(
                  reference(UnitType.NETWORK, UnitType.NETWORK, UnitType.CONTAINER),
                  Arbitraries.of("", "", ":ip=10.0.0.1", ":"))
              .as((unit, options) -> unit + options);
      case "Volume" ->
          Combinators.combine(
                  reference(UnitType.VOLUME, UnitType.VOLUME, UnitType.ARTIFACT, UnitType.IMAGE),
                  Arbitraries.of(":/x", ":/x:ro", "", ":/x:a:b"))
              .as((unit, options) -> unit + options);
      case "Mount" ->
          Combinators.combine(
                  Arbitraries.of("bind", "volume", "image", "artifact", "tmpfs", "glob"),
                  reference(UnitType.VOLUME, UnitType.IMAGE, UnitType.ARTIFACT))
              .as((type, unit) -> "type=" + type + ",source=" + unit + ",destination=/x");
      case "Pod" -> reference(UnitType.POD);
      case "Image" -> reference(UnitType.IMAGE, UnitType.BUILD);
      default -> reference();
    };
  }

  private static Arbitrary<String> reference(UnitType... types) {
    var chosen = types.length == 0 ? UnitType.values() : types;
    return Combinators.combine(Arbitraries.of(chosen), Arbitraries.of(NAMES))
        .as((type, name) -> name + "." + type.extension());
  }

  private static Arbitrary<String> typical(String key, Rule.Shape shape) {
    return switch (key) {
      case "Volume" ->
          Arbitraries.of(
              "/a:/b",
              "/a b:/b:ro,z",
              "./rel:/x",
              "../up/./x:/y:O",
              ":/only",
              "name:/x",
              "/x",
              "%h/x:/y",
              "..",
              "/q\"x:/y");
      case "Mount" ->
          Arbitraries.of(
              "type=bind,source=/a,destination=/b",
              "type=bind,src=./rel,dst=/b,ro",
              "type=tmpfs,destination=/t",
              "\"type=bind,\\\"source=/a,b\\\",dst=/x\"",
              "type=volume,dst=/x",
              "source=/a,type=glob,target=/x,source=/b",
              "dst=/x",
              "source=/a,dst=/x",
              "ro,src=web.volume,dst=/x",
              "type,source=./a,dst=/x",
              "type=bind,source,dst=/x",
              "type=bind,source=\\x20,dst=/x type=devpts,destination=/p",
              "type=bind,source=/a\\,b,dst=/x");
      case "ExposeHostPort" -> Arbitraries.of("80", "50-59 ", "53/udp", "x9", "80/sctp", "a/tcp");
      case "Notify" -> Arbitraries.of("healthy", "Healthy", "yes", "no", "container", "\"true\"");
      case "RemapUsers" -> Arbitraries.of("auto", "manual", "keep-id", "x", "");
      case "RemapUid", "RemapGid", "UIDMap", "GIDMap" -> Arbitraries.of("0:1:2", "1:2:3 4:5:6");
      case "RemapUidSize", "User", "Group" ->
          Arbitraries.of("10", "0x1F", "010", "08", "-1", "+7", "4294967296", "name", "0", "\"5\"");
      case "ServiceName" -> Arbitraries.of("svc", "my-svc", "s@", "x%i", "\"quoted\"");
      case "ContainerName", "VolumeName", "NetworkName", "PodName" ->
          Arbitraries.of("name", "x-%i", "%N-y", "a b", "\"q\"");
      case "Subnet", "Gateway", "IPRange" -> Arbitraries.of("10.0.0.0/24", "10.1.0.1", "fd::/64");
      case "AddDevice" ->
          Arbitraries.of("-/dev/null:/x", "-/no/such", "/dev/x -/dev/zero", "-", "--");
      case "AutoUpdate" -> Arbitraries.of("registry", "local name/registry", "a/b/c", "/x");
      case "ReloadCmd", "ReloadSignal" -> Arbitraries.of("", "", "/bin/reload now", "HUP");
      case "EnvironmentFile", "ConfigMap", "File", "Yaml" ->
          Arbitraries.of("rel", "./x/../y", "/abs//x", "%h/x", "%%h", "a b");
      case "SetWorkingDirectory" ->
          Arbitraries.of("yaml", "unit", "FILE", "./x", "/abs", "https://x/y", "github.com/a");
      case "Driver" -> Arbitraries.of("image", "local", "", "bridge");
      default ->
          switch (shape) {
            case SWITCH -> Arbitraries.of(BOOLEANS);
            case TEXT -> Arbitraries.of("v", "a b", "\"q q\"", "\"half", "%n", "x=y", "''", "\"\"");
            case LINES -> Arbitraries.of("v", "a b", "\"q\"", "1:2:3");
            case WORDS ->
                Arbitraries.of("v w", "\"a b\" c", "CAP_X cap_Y", "a\\nb", "\u0130X", "'a");
            case ARGUMENTS, COMMAND ->
                Arbitraries.of(
                    "a b",
                    "sh -c \"echo $HOME; x\"",
                    "'a b' \"c\\td\"",
                    "a\\x20b \\u00e9",
                    "--flag=\"v w\"",
                    "a \"\" b",
                    "\\q");
            case PAIRS ->
                Arbitraries.of(
                    "A=1 B=2",
                    "\"A=x y\" C",
                    "A=2\\tz",
                    "B",
                    "Z=1 a=2",
                    "A=",
                    "=x",
                    "\"bad",
                    "x\\q=1");
          };
    };
  }

  /** Text with all that is special to one of the readers. */
  private static Arbitrary<String> soup() {
    return Arbitraries.of(
            "a",
            "b",
            "C",
            " ",
            "  ",
            "\t",
            "\"",
            "'",
            "\\",
            "=",
            ",",
            ":",
            "%",
            "%%",
            "/",
            "-",
            ".",
            "\u00e9",
            "\ud834\udd1e",
            "\\x41",
            "\\x7f",
            "\\xe9",
            "\\101",
            "\\u00e9",
            "\\ud800",
            "\\U0001F600",
            "\\n",
            "\\s",
            "\\q",
            "\\\"",
            "\\'",
            "#",
            ";",
            "[",
            "]",
            "\u00a0",
            "\\0",
            "\\777",
            "~",
            "$",
            "\u2003",
            "\u0081",
            "\u007f",
            "\u0001")
        .list()
        .ofMaxSize(9)
        .map(parts -> String.join("", parts));
  }

  /** The ways to write down one setting. */
  private static Arbitrary<String> layout(String key, String value) {
    return Combinators.combine(
            Arbitraries.of("", "", "", "", "  ", "\t"),
            Arbitraries.of("=", "=", "=", "=", " = ", "= ", "\t="),
            Arbitraries.of("\n", "\n", "\n", "\n", " \n", "\r\n", "\t\r\n", "\\\n", " \\\n\n"),
            Arbitraries.integers().between(-30, value.length()),
            Arbitraries.of("\\\n", "\\\n  ", "\\\n# c\n", "\\\n\n ; c \\\n\t", "\\ \n"))
        .as((indent, equals, end, at, fold) -> {
          List<String> parts = new ArrayList<>(List.of(indent, key, equals));
          var splits = at > 0 && at < value.length() && Character.isLowSurrogate(value.charAt(at));
          if (at >= 0 && !splits) {
            parts.addAll(List.of(value.substring(0, at), fold, value.substring(at)));
          } else {
            parts.add(value);
          }
          parts.add(end);
          return String.join("", parts);
        });
  }

  /** Takes a tree away again, following no link. */
  public static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
