package dev.outboard.core.unitfile;

import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.text.Quoted;

/** A text that is not a unit file: systemd would refuse to load it, or it is not text at all. */
public final class UnitFileSyntaxException extends ProvisioningException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 120;

    private final String fileName;
    private final int line;
    private final String found;

    /**
     * Creates the failure.
     *
     * @param fileName the file, as it was named to the parser
     * @param line the number of the line, from 1
     * @param fault what is wrong there
     * @param found the offending text; the message shows the start of a long one
     * @param remedy what to do
     */
    public UnitFileSyntaxException(String fileName, int line, String fault, String found, String remedy) {
        super(fileName + ", line " + line + ": " + fault + ": " + Quoted.text(shortened(found)), remedy);
        this.fileName = fileName;
        this.line = line;
        this.found = found;
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }

    /**
     * The file, as it was named to the parser.
     *
     * @return the file's name
     */
    public String fileName() {
        return fileName;
    }

    /**
     * Where the fault is.
     *
     * @return the number of the line, from 1
     */
    public int line() {
        return line;
    }

    /**
     * The offending text.
     *
     * @return the whole text, however long
     */
    public String found() {
        return found;
    }
}
