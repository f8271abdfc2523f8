package dev.qm.quadlet.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionTest {
  @TempDir Path folder;

  private Units units;

  @BeforeEach
  void someUnits() throws IOException {
    units =
        Units.in(folder)
            .write("base.image", "[Image]\nImage=q.io/base\n")
            .write("own.build", "[Build]\nImageTag=own\nFile=/f\n")
            .write("car.network", "[Network]\n")
            .write("apps.pod", "[Pod]\n")
            .write("data.volume", "[Volume]\n")
            .write("named.container", "[Container]\nImage=a\nServiceName=other\n")
            .write("broken.volume", "[Volume\n")
            .write("nap@.container", "[Container]\nImage=a\n");
  }

  private Optional<Path> target(String text) {
    var at = units.typed("radio.container", text);
    return Definition.at(at.moment(), at.part(), at.text(), at.offset()).map(Definition::file);
  }

  @ParameterizedTest
  @CsvSource({
    "'[Container],Image=ba|se.image', base.image",
    "'[Container],Image=|own.build', own.build",
    "'[Container],Network=car.network|', car.network",
    "'[Container],Network=car.netw|ork:ip=10.0.0.1', car.network",
    "'[Container],Network=named.con|tainer', named.container",
    "'[Container],Pod=apps.po|d', apps.pod",
    "'[Container],Volume=data.vol|ume:/data:ro', data.volume",
    "'[Container],Volume=broken.vol|ume:/data', broken.volume",
    "'[Container],Mount=type=volume\\054source=da|ta.volume\\054destination=/x', data.volume",
    "'[Unit],After=x.service named.con|tainer', named.container",
    "'[Unit],After=oth|er.service', named.container",
    "'[Unit],Wants=base-im|age.service', base.image",
    "'[Unit],After=nap@mon|day.service', nap@.container",
    "'[Install],RequiredBy=oth|er.service', named.container"
  })
  void whatNamesAUnitLeadsToItsFile(String typed, String file) {
    var text = typed.replace(",", "\n").replace("\\054", ",");

    assertThat(target(text)).contains(units.folder().resolve(file));
  }

  @ParameterizedTest
  @CsvSource({
    "'[Container],Image=q.io/ba|se'",
    "'[Container],Volume=none.vol|ume:/a'",
    "'[Container],Volume=/data.vol|ume:/a'",
    "'[Container],Exec=car.net|work'",
    "'[Container],Vol|ume=data.volume:/a'",
    "'[Container],Volume=data.volume:/da|ta.volume'",
    "'[Container],#Volume=data.vol|ume:/a'",
    "'[Unit],After=named.serv|ice'"
  })
  void whatNamesNoneLeadsNowhere(String typed) {
    assertThat(target(typed.replace(",", "\n"))).isEmpty();
  }
}
