package dev.outboard.core.unitfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.unitfile.RandomUnit.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Edits of random units, compared with the same edit of the blocks that the unit was made of. */
class UnitFileRandomEditTest {
    private static final int CASES = 20_000;

    static List<String> values(List<Block> blocks, String section, String key) {
        List<String> values = new ArrayList<>();
        for (Block block : blocks) {
            if (block.assigns(section, key)) {
                if (block.value().isEmpty()) {
                    values.clear();
                } else {
                    values.add(block.value());
                }
            }
        }
        return values;
    }

    private interface Edit {
        void check(int seed, RandomUnit before, UnitFile unit, String section, String key);
    }

    private static void forRandomUnits(Edit edit) {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            RandomUnit before = new RandomUnit(random);
            String section = RandomUnit.SECTIONS.get(random.nextInt(RandomUnit.SECTIONS.size()));
            String key = RandomUnit.KEYS.get(random.nextInt(RandomUnit.KEYS.size()));
            edit.check(seed, before, UnitFile.parse("unit", before.text()), section, key);
        }
    }

    private static List<Block> targets(RandomUnit unit, String section, String key) {
        return unit.blocks().stream()
                .filter(block -> block.assigns(section, key))
                .toList();
    }

    @Test
    void setTouchesOnlyItsOwnAssignments() {
        forRandomUnits((seed, before, unit, section, key) -> {
            UnitFile after = unit.set(section, key, "new  value");

            assertThat(after.values(section, key)).as("seed %d", seed).containsExactly("new  value");
            List<Block> targets = targets(before, section, key);
            if (!targets.isEmpty()) {
                List<Block> expected = new ArrayList<>(before.blocks());
                int last = expected.lastIndexOf(targets.get(targets.size() - 1));
                expected.set(last, expected.get(last).withValue("new  value"));
                expected.removeIf(
                        block -> block.assigns(section, key) && !block.written().equals("new  value"));
                assertThat(after.text()).as("seed %d", seed).isEqualTo(RandomUnit.text(expected));
            }
        });
    }

    @Test
    void addInsertsOneLineAndNothingElse() {
        forRandomUnits((seed, before, unit, section, key) -> {
            UnitFile after = unit.add(section, key, "new");

            List<String> expected = values(before.blocks(), section, key);
            expected.add("new");
            assertThat(after.values(section, key)).as("seed %d", seed).isEqualTo(expected);
            assertThat(after.text()).as("seed %d", seed).isEqualTo(withAdded(before, section, key));
        });
    }

    /** Behind the key's last assignment, else the section's, else its header, else the whole text. */
    private static String withAdded(RandomUnit unit, String section, String key) {
        List<Block> blocks = unit.blocks();
        String line = key + "=new";
        int place = last(blocks, block -> block.assigns(section, key));
        place = place >= 0
                ? place
                : last(
                        blocks,
                        block -> block.section().equals(section) && !block.key().isEmpty());
        place = place >= 0
                ? place
                : last(blocks, block -> block.prefix().strip().equals("[" + section + "]"));
        if (place < 0) {
            boolean empty = unit.text().isEmpty();
            boolean ended = empty || unit.text().endsWith("\n");
            boolean apart = empty || unit.text().endsWith(unit.lineEnd().repeat(2));
            String header = (apart ? "" : unit.lineEnd()) + "[" + section + "]" + unit.lineEnd();
            return unit.text() + (ended ? "" : unit.lineEnd()) + header + line + (ended ? unit.lineEnd() : "");
        }
        String before = RandomUnit.text(blocks.subList(0, place + 1));
        String after = RandomUnit.text(blocks.subList(place + 1, blocks.size()));
        boolean ended = before.endsWith("\n");
        return before + (ended ? line + unit.lineEnd() : unit.lineEnd() + line) + after;
    }

    private static int last(List<Block> blocks, Predicate<Block> wanted) {
        return blocks.stream().map(wanted::test).toList().lastIndexOf(true);
    }

    @Test
    void removeTakesAllAssignmentsAndNothingElse() {
        forRandomUnits((seed, before, unit, section, key) -> {
            List<Block> expected = new ArrayList<>(before.blocks());
            if (!expected.removeIf(block -> block.assigns(section, key))) {
                assertThatThrownBy(() -> unit.remove(section, key))
                        .as("seed %d", seed)
                        .isInstanceOf(UnitEditException.class);
                assertThat(unit.removeIfPresent(section, key))
                        .as("seed %d", seed)
                        .isEqualTo(unit);
                return;
            }
            assertThat(unit.remove(section, key).text()).as("seed %d", seed).isEqualTo(RandomUnit.text(expected));
        });
    }

    @Test
    void replaceWordChangesThatWordOnly() {
        forRandomUnits((seed, before, unit, section, key) -> {
            List<String> words = unit.words(section, key);
            if (!words.contains("docker.socket")) {
                return;
            }
            UnitFile after = unit.replaceWord(section, key, "docker.socket", "d2");

            List<Block> expected = new ArrayList<>(before.blocks());
            expected.replaceAll(block -> block.assigns(section, key) ? withWord(block) : block);
            assertThat(after.text()).as("seed %d", seed).isEqualTo(RandomUnit.text(expected));
        });
    }

    private static Block withWord(Block block) {
        String written = block.written().replaceAll("(?<![^ \t\r\n])docker\\.socket(?![^ \t\r\n])", "d2");
        return new Block(block.section(), block.key(), block.prefix(), written, block.value(), block.lineEnd());
    }
}
