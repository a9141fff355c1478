package io.tickwire.examples.skirmish;

/** One player of the world, whether logged in or not. */
final class Fighter {
    static final int NO_ID = -1;
    static final int HEALTH_MAX = 100;

    private static final int CHATS_AT_ONCE = 3;
    private static final int TICKS_PER_CHAT = SkirmishProtocol.TICKS_PER_SECOND;
    private static final int INPUTS_AT_ONCE = 120;
    private static final int SCORE_MAX = 0xffff;

    final String name;
    final long token;

    int x;
    int y;
    int health = HEALTH_MAX;
    int score;
    int visits;
    int respawns;

    /** The place among those logged in, or {@link #NO_ID}. */
    int id = NO_ID;

    long inputToken;
    int sequence;
    int buttons;
    int cooldown;

    private int chatCredit;
    private int inputCredit;

    Fighter(String name, long token) {
        this.name = name;
        this.token = token;
    }

    void comes(int id, long inputToken) {
        this.id = id;
        this.inputToken = inputToken;
        visits++;
        sequence = 0;
        buttons = 0;
        cooldown = 0;
        chatCredit = CHATS_AT_ONCE * TICKS_PER_CHAT;
        inputCredit = INPUTS_AT_ONCE;
    }

    void goes() {
        id = NO_ID;
    }

    /** Takes one chat from what may be said now, if there is as much. */
    boolean takesChat() {
        if (chatCredit < TICKS_PER_CHAT) {
            return false;
        }
        chatCredit -= TICKS_PER_CHAT;
        return true;
    }

    /**
     * Takes one input from what an honest client can have sent by now: two a tick, and those of two
     * seconds at once after a time in which none came.
     */
    boolean takesInput() {
        return --inputCredit >= 0;
    }

    void moves() {
        chatCredit = Math.min(CHATS_AT_ONCE * TICKS_PER_CHAT, chatCredit + 1);
        inputCredit = Math.min(INPUTS_AT_ONCE, inputCredit + 2);
        cooldown = Math.max(0, cooldown - 1);
        x = Buttons.movedX(x, buttons);
        y = Buttons.movedY(y, buttons);
    }

    void scores() {
        score = Math.min(SCORE_MAX, score + 1);
    }

    /** This fighter as others see it. */
    long seen() {
        return ((long) id << 48)
                | ((long) x << 32)
                | ((long) y << 16)
                | ((long) health << 8)
                | buttons;
    }
}
