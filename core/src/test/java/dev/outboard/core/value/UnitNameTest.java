package dev.outboard.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.shared.SeededStrings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitNameTest implements ReadableValueContract<UnitName> {
    @Test
    void sliceIsInNoOther() {
        assertThat(UnitName.slice("docker2")).hasToString("docker2.slice");
        assertThat(UnitName.slice("a-b-c")).hasToString("a\\x2db\\x2dc.slice");
    }

    @Override
    public UnitName read(String text) {
        return UnitName.of(text);
    }

    @Override
    public String validText(SeededStrings random) {
        return random.text(SeededStrings.ALPHANUMERIC, 1, 1)
                + random.text(SeededStrings.ALPHANUMERIC + ":-_.\\@", 0, 20)
                + random.oneOf(".service", ".socket", ".mount", ".slice", ".target");
    }

    /** As {@code systemd-escape --path --suffix=mount} prints them. */
    @ParameterizedTest
    @CsvSource({
        "/,                -.mount",
        "/docker2,         docker2.mount",
        "/srv/docker-2,    srv-docker\\x2d2.mount",
        "/srv/.hidden/a.b, srv-.hidden-a.b.mount",
        "/.hidden,         \\x2ehidden.mount",
        "/srv/größe,       srv-gr\\xc3\\xb6\\xc3\\x9fe.mount",
        "/srv/a b@c,       srv-a\\x20b\\x40c.mount",
    })
    void namesTheUnitOfAMountPoint(String mountPoint, String unit) {
        assertThat(UnitName.mount(AbsolutePath.of(mountPoint))).hasToString(unit);
    }

    @ParameterizedTest
    @CsvSource({
        "docker2.service,            docker2,            .service",
        "docker2.socket,             docker2,            .socket",
        "getty@tty1.service,         getty@tty1,         .service",
        "getty@.service,             getty@,             .service",
        "dev-disk\\x2d1.mount,       dev-disk\\x2d1,     .mount",
        "-.slice,                    -,                  .slice",
        "a.service.socket,           a.service,          .socket",
        "fstrim.timer,               fstrim,             .timer",
    })
    void splitsPrefixAndSuffix(String name, String prefix, String suffix) {
        UnitName unit = UnitName.of(name);

        assertThat(unit.prefix()).isEqualTo(prefix);
        assertThat(unit.suffix()).isEqualTo(suffix);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docker2", "docker2.", ".service", "docker2.servce", "docker2.network", "docker 2.service",
                "docker/2.service", "@a.service", "dücker.service", "docker2.service\n", "a%i.service",
                        "docker2.Service"
            })
    void refuses(String name) {
        Refusal.of(() -> UnitName.of(name)).isFor(name).advises("\"docker2.service\"");
    }

    @Test
    void acceptsNameOf255Bytes() {
        assertThat(UnitName.service("x".repeat(247)).toString()).hasSize(255);
    }

    @Test
    void refusesNameOf256Bytes() {
        Refusal.of(() -> UnitName.service("x".repeat(248))).says("at most 255 bytes, found 256");
    }

    @Test
    void namesServices() {
        assertThat(UnitName.service("docker2")).isEqualTo(UnitName.of("docker2.service"));
    }

    @Test
    void namesSockets() {
        assertThat(UnitName.socket("docker2")).isEqualTo(UnitName.of("docker2.socket"));
    }
}
