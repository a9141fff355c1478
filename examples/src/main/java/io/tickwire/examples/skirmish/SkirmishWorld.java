package io.tickwire.examples.skirmish;

import io.netty.buffer.ByteBuf;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The game: a square map on which players walk and shoot each other. It has no clock and no
 * randomness but its seed: the same calls lead to the same world. It knows up to {@value
 * #FIGHTERS_MAX} players, logged in or not, and forgets those first that have been away the
 * longest. One thread at a time may use it.
 */
public final class SkirmishWorld {
    /** The side of the map. */
    public static final int SIDE = 4096;

    /** How many a snapshot shows at most. */
    public static final int SEEN_MAX = 56;

    /** Stands for no player, where an id is answered. */
    public static final int NOBODY = Fighter.NO_ID;

    /** How many players are known at most. */
    static final int FIGHTERS_MAX = 1024;

    private static final int ID_BITS = 10;
    private static final int ID_MASK = (1 << ID_BITS) - 1;
    private static final int RANGE = 256;
    private static final int DAMAGE = 20;
    private static final int RELOAD_TICKS = 30;
    private static final int SEQUENCE_AHEAD_MAX = 600;

    private final Map<String, Fighter> fighters = new LinkedHashMap<>();
    private final @Nullable Fighter[] present;
    private final BitSet taken = new BitSet();
    private final WorldMap map;

    private WorldRandom random;
    private int tick;

    /**
     * Makes an empty world.
     *
     * @param players how many may be logged in, 1 to 1,000
     * @param seed where its random numbers start
     */
    public SkirmishWorld(int players, long seed) {
        if (players < 1 || players > 1000) {
            throw new IllegalArgumentException("players is not from 1 to 1000: " + players);
        }
        present = new Fighter[players];
        map = new WorldMap(players);
        random = new WorldRandom(seed);
    }

    /**
     * Reads what {@link #save} wrote. Nobody is logged in.
     *
     * @param players how many may be logged in, 1 to 1,000
     * @param in the save, to its end; read, not released
     * @return the world
     * @throws IllegalArgumentException if that is not a whole save
     */
    public static SkirmishWorld load(int players, ByteBuf in) {
        SkirmishWorld world = new SkirmishWorld(players, 0);
        WorldSave save = WorldSave.read(in, world.fighters);
        world.tick = save.tick();
        world.random = new WorldRandom(save.random());
        world.fighters.values().forEach(world::requireOnMap);
        return world;
    }

    private void requireOnMap(Fighter fighter) {
        if (fighter.x >= SIDE || fighter.y >= SIDE) {
            throw new IllegalArgumentException(fighter.name + " is not on the map");
        }
    }

    /**
     * Writes what is to outlast the server: the tick and each player's place, health and score.
     *
     * @param out where to; grows by at most 64 KiB
     */
    public void save(ByteBuf out) {
        WorldSave.write(out, tick, random.state(), fighters.values());
    }

    /**
     * Logs a player in, where it was when it left.
     *
     * @param name who; its owner is who logged in first by that name
     * @param token what proves that
     * @return the player's id, the lowest free
     * @throws RefusedException if there is no room, the name is here already or the token is wrong
     */
    public int join(String name, long token) {
        Fighter known = fighters.get(name);
        if (known != null && known.token != token) {
            throw new RefusedException(KickReason.WRONG_TOKEN, name + " is somebody else");
        }
        if (known != null && known.id != NOBODY) {
            throw new RefusedException(KickReason.NAME_TAKEN, name + " is here already");
        }
        int id = taken.nextClearBit(0);
        if (id >= present.length) {
            throw new RefusedException(KickReason.FULL, present.length + " players are here");
        }
        Fighter fighter = known == null ? created(name, token) : known;
        fighter.comes(id, (random.next() << ID_BITS) | id);
        present[id] = fighter;
        taken.set(id);
        return id;
    }

    private Fighter created(String name, long token) {
        if (fighters.size() == FIGHTERS_MAX) {
            forgetOne();
        }
        Fighter fighter = new Fighter(name, token);
        place(fighter);
        fighters.put(name, fighter);
        return fighter;
    }

    /** There is one that is away, since fewer can be here than are known. */
    private void forgetOne() {
        for (Iterator<Fighter> i = fighters.values().iterator(); i.hasNext(); ) {
            if (i.next().id == NOBODY) {
                i.remove();
                return;
            }
        }
    }

    private void place(Fighter fighter) {
        fighter.x = random.below(SIDE);
        fighter.y = random.below(SIDE);
    }

    /**
     * A player is gone.
     *
     * @param id the player's
     */
    public void leave(int id) {
        Fighter fighter = player(id);
        present[id] = null;
        taken.clear(id);
        fighter.goes();
        // The last to be forgotten.
        fighters.remove(fighter.name);
        fighters.put(fighter.name, fighter);
    }

    /**
     * Takes a datagram. What is no input of a player who is here, or an older one than was taken
     * already, changes nothing: anybody can send datagrams, and they overtake each other.
     *
     * @param datagram what came; not released
     * @return {@link #NOBODY}, or the id of a player who cheats and is to be kicked
     */
    public int input(ByteBuf datagram) {
        if (datagram.readableBytes() != SkirmishProtocol.INPUT_BYTES) {
            return NOBODY;
        }
        long token = datagram.readLong();
        int id = (int) (token & ID_MASK);
        Fighter fighter = id < present.length ? present[id] : null;
        if (fighter == null || fighter.inputToken != token) {
            return NOBODY;
        }
        return input(fighter, datagram.readInt(), datagram.readUnsignedByte()) ? NOBODY : id;
    }

    private static boolean input(Fighter fighter, int sequence, int buttons) {
        if (!fighter.takesInput()
                || !Buttons.isLegal(buttons)
                || sequence - fighter.sequence > SEQUENCE_AHEAD_MAX) {
            return false;
        }
        if (sequence - fighter.sequence > 0) {
            fighter.sequence = sequence;
            fighter.buttons = buttons;
        }
        return true;
    }

    /**
     * Asks whether a player may chat now, and counts that it does: three times at once, once a
     * second in the long run.
     *
     * @param id the player's
     * @return false if what it says is to be dropped
     */
    public boolean mayChat(int id) {
        return player(id).takesChat();
    }

    /** Goes on by a tick. */
    public void step() {
        tick++;
        map.clear();
        for (int id = taken.nextSetBit(0); id >= 0; id = taken.nextSetBit(id + 1)) {
            move(player(id));
        }
        for (int id = taken.nextSetBit(0); id >= 0; id = taken.nextSetBit(id + 1)) {
            shoot(player(id));
        }
        map.look();
    }

    private void move(Fighter fighter) {
        if (fighter.health == 0) {
            fighter.health = Fighter.HEALTH_MAX;
            fighter.respawns = (fighter.respawns + 1) & 0xff;
            place(fighter);
        }
        fighter.moves();
        map.put(fighter);
    }

    private void shoot(Fighter fighter) {
        if ((fighter.buttons & Buttons.FIRE) == 0 || fighter.cooldown > 0 || fighter.health == 0) {
            return;
        }
        fighter.cooldown = RELOAD_TICKS;
        Fighter target = map.nearest(fighter, RANGE);
        if (target != fighter) {
            target.health = Math.max(0, target.health - DAMAGE);
            if (target.health == 0) {
                fighter.scores();
            }
        }
    }

    /**
     * Writes a player's snapshot: see {@link Snapshot}. Who came since the last step sees nobody.
     *
     * @param id the player's
     * @param out where to; takes at most {@link SkirmishProtocol#FRAME_BYTES_MAX}
     */
    public void snapshot(int id, ByteBuf out) {
        Fighter fighter = player(id);
        out.writeByte(MessageType.SNAPSHOT);
        out.writeInt(tick);
        out.writeInt(fighter.sequence);
        out.writeShort(fighter.x);
        out.writeShort(fighter.y);
        out.writeByte(fighter.health);
        out.writeShort(fighter.score);
        out.writeByte(fighter.respawns);
        map.writeSeen(out, fighter, tick);
    }

    /**
     * How many steps there were.
     *
     * @return the tick
     */
    public int tick() {
        return tick;
    }

    /**
     * How many are logged in.
     *
     * @return 0 to the most that may be
     */
    public int playerCount() {
        return taken.cardinality();
    }

    long inputToken(int id) {
        return player(id).inputToken;
    }

    int visits(int id) {
        return player(id).visits;
    }

    Fighter player(int id) {
        Fighter fighter = id >= 0 && id < present.length ? present[id] : null;
        if (fighter == null) {
            throw new IllegalArgumentException("no player has the id " + id);
        }
        return fighter;
    }
}
