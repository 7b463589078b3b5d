package dev.outboard.core.unitfile;

import dev.outboard.core.failure.ProvisioningException;

/** An edit whose target the unit file lacks. Nothing was changed. */
public final class UnitEditException extends ProvisioningException {
    private static final long serialVersionUID = 1L;

    private final String fileName;
    private final String section;
    private final String key;

    /**
     * Creates the failure.
     *
     * @param fileName the file that lacks the target
     * @param section the section, without brackets
     * @param key the key
     * @param fault what is missing there, for example {@code is not set}
     */
    public UnitEditException(String fileName, String section, String key, String fault) {
        super(
                fileName + ": " + key + "= in [" + section + "] " + fault,
                "compare the file with the one this edit was written for, and set the key there or leave out the edit");
        this.fileName = fileName;
        this.section = section;
        this.key = key;
    }

    /**
     * The file that lacks the target.
     *
     * @return the file's name
     */
    public String fileName() {
        return fileName;
    }

    /**
     * The section that was to be edited.
     *
     * @return its name, without brackets
     */
    public String section() {
        return section;
    }

    /**
     * The key that was to be edited.
     *
     * @return the key
     */
    public String key() {
        return key;
    }
}
