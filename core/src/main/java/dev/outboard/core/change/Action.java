package dev.outboard.core.change;

/** What happens to a resource. The symbol is the first column of a printed plan. */
public enum Action {
    /** It is not there and will be. */
    CREATE('+', "create"),
    /** It is there and will differ. */
    UPDATE('~', "update"),
    /** It stays as it is and belongs to Outboard from now on. */
    ADOPT('=', "adopt"),
    /** It is interrupted: what uses it now will notice. */
    RESTART('!', "restart"),
    /** It is there and will not be. */
    DELETE('-', "delete");

    private final char symbol;
    private final String verb;

    Action(char symbol, String verb) {
        this.symbol = symbol;
        this.verb = verb;
    }

    /**
     * The mark of this action in a printed plan.
     *
     * @return one character
     */
    public char symbol() {
        return symbol;
    }

    /**
     * The word for this action.
     *
     * @return a verb in lower case
     */
    public String verb() {
        return verb;
    }
}
