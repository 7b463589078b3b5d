package dev.outboard.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.shared.SeededStrings;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileModeTest implements ReadableValueContract<FileMode> {

    @Override
    public FileMode read(String text) {
        return FileMode.of(text);
    }

    @Override
    public String validText(SeededStrings random) {
        return random.text("01234567", 3, 4);
    }

    @ParameterizedTest
    @CsvSource({"644, 0644, 420", "0755, 0755, 493", "000, 0000, 0", "044, 0044, 36", "7777, 7777, 4095"})
    void acceptsThreeOrFourDigitsAndPrintsFour(String octal, String printed, int bits) {
        assertThat(FileMode.of(octal)).hasToString(printed).isEqualTo(FileMode.ofBits(bits));
    }

    @ParameterizedTest
    @ValueSource(strings = {"64", "0888", "00644", "rw-r--r--", "-644", "+644", "0o644", "644\n", "٦٤٤"})
    void refuses(String octal) {
        Refusal.of(() -> FileMode.of(octal)).isFor(octal).advises("\"0644\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 010000})
    void refusesBitsOutsideTheMode(int bits) {
        Refusal.of(() -> FileMode.ofBits(bits)).isFor(Integer.toOctalString(bits));
    }

    @ParameterizedTest
    @CsvSource({"0644, rw-r--r--", "0750, rwxr-x---", "0000, ---------", "0777, rwxrwxrwx", "4711, rwx--x--x"})
    void namesThePermissionsAsTheJdkDoes(String octal, String permissions) {
        assertThat(PosixFilePermissions.toString(FileMode.of(octal).permissions()))
                .isEqualTo(permissions);
    }

    @Test
    void comesBackFromItsPermissions() {
        for (int bits = 0; bits <= 0777; bits++) {
            FileMode mode = FileMode.ofBits(bits);
            assertThat(FileMode.ofPermissions(mode.permissions())).isEqualTo(mode);
        }
    }

    @Test
    void listsPermissionsFromTheHighestBitDown() {
        assertThat(FileMode.of("0777").permissions()).containsExactly(PosixFilePermission.values());
    }

    @Test
    void keepsTheBitsThatTheJdkDoesNotKnow() {
        assertThat(FileMode.of("6755").bits()).isEqualTo(06755);
    }

    @Test
    void hasTheUsualModesAsConstants() {
        assertThat(new FileMode[] {
                    FileMode.FILE, FileMode.EXECUTABLE, FileMode.DIRECTORY, FileMode.SECRET, FileMode.SECRET_DIRECTORY
                })
                .extracting(FileMode::toString)
                .containsExactly("0644", "0755", "0755", "0600", "0700");
    }
}
