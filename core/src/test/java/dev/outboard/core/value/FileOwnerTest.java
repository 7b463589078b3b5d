package dev.outboard.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.shared.SeededStrings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileOwnerTest implements ReadableValueContract<FileOwner> {

    @Override
    public FileOwner read(String text) {
        return FileOwner.parse(text);
    }

    @Override
    public String validText(SeededStrings random) {
        return name(random) + ":" + name(random);
    }

    private static String name(SeededStrings random) {
        return random.oneOf(
                Integer.toString(random.number(0, 65_534)),
                random.text("abcXYZ_", 1, 1) + random.text(SeededStrings.ALPHANUMERIC + "_-", 0, 30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "docker", "_apt", "gitlab-runner", "Ci_9", "0", "65534", "65536", "4294967294"})
    void acceptsNamesAndNumbers(String name) {
        assertThat(FileOwner.of(name, name).user()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-docker",
                "9lives",
                "a b",
                "a:b",
                "ü",
                "a.b",
                "ci$",
                "007",
                "65535",
                "4294967295",
                "99999999999"
            })
    void refusesTheUser(String name) {
        Refusal.of(() -> FileOwner.of(name, "root")).isFor(name).advises("getent passwd");
    }

    @Test
    void refusesTheGroupByItsOwnName() {
        Refusal.of(() -> FileOwner.of("root", "do cker"))
                .says("group \"do cker\"")
                .advises("getent group");
    }

    @Test
    void acceptsNameOf31Bytes() {
        assertThat(FileOwner.of("a".repeat(31), "root").user()).hasSize(31);
    }

    @Test
    void refusesNameOf32Bytes() {
        Refusal.of(() -> FileOwner.of("a".repeat(32), "root")).says("1 to 31");
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "root.root", ":root", "root:", "a:b:c"})
    void refusesOtherThanUserColonGroup(String owner) {
        Refusal.of(() -> FileOwner.parse(owner));
    }

    @Test
    void splitsUserAndGroup() {
        assertThat(FileOwner.parse("root:docker").group()).isEqualTo("docker");
    }

    @Test
    void knowsRoot() {
        assertThat(FileOwner.ROOT).isEqualTo(FileOwner.parse("root:root")).hasToString("root:root");
    }
}
