package io.tickwire.benchmarks.statements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted as a statement. */
class StatementCountTest {
    @TempDir private Path folder;

    private int count(String source) throws IOException {
        return StatementCount.of(Files.writeString(folder.resolve("Some.java"), source));
    }

    private int countBody(String body) throws IOException {
        return count(
                "import nowhere.*; class Some { @Deprecated int some(int a) { " + body + " } }");
    }

    @Test
    @DisplayName("declarations are no statements, but fields with a value are")
    void declarationsAreNoStatements() throws IOException {
        assertThat(count("class Some { int a; static int b; void c(int d) {} class E {} }"))
                .isZero();
        assertThat(count("class Some { int a = 1; static final int B = 2; }")).isEqualTo(2);
        assertThat(count("record Some(int a) { Some { a++; } }")).isEqualTo(1);
        assertThat(count("interface Some { int A = 1; void b(); }")).isEqualTo(1);
        assertThat(
                        count(
                                "enum Some { A, B(1) { }; final int c = 1; static Some d = A;"
                                        + " Some(int... x) {} }"))
                .isEqualTo(2);
        assertThat(count("class Some { static { a(); } }")).isEqualTo(1);
    }

    @Test
    @DisplayName("each statement in a body is one, and blocks and semicolons are none")
    void eachStatementIsOne() throws IOException {
        assertThat(countBody("int b; int c = 1, d = 2; b = 3; { call(); } ; return b;"))
                .isEqualTo(6);
        assertThat(countBody("if (a > 0) { call(); call(); } else call();")).isEqualTo(4);
        assertThat(countBody("if (a > 0) { call(); } else if (a < 0) { call(); }")).isEqualTo(4);
        assertThat(countBody("while (true) { break; }")).isEqualTo(2);
        assertThat(countBody("do { continue; } while (true);")).isEqualTo(2);
        assertThat(countBody("throw new Error();")).isEqualTo(1);
        assertThat(countBody("synchronized (this) { assert a > 0; }")).isEqualTo(2);
    }

    @Test
    @DisplayName("a for is one, and so is each declaration and update; an enhanced for is one")
    void loopsAreCountedByTheirParts() throws IOException {
        assertThat(countBody("for (int i = 0, j = 0; i < a; i++, j++) { call(); }")).isEqualTo(6);
        assertThat(countBody("for (int i : list) { call(); }")).isEqualTo(2);
        assertThat(countBody("for (;;) {}")).isEqualTo(1);
    }

    @Test
    @DisplayName("a try is one, and so is each variable of it, but not those of a catch")
    void triesAreCountedByTheirParts() throws IOException {
        assertThat(
                        countBody(
                                "try (var b = x(); var c = y()) { call(); } catch (Exception e) {"
                                        + " } finally { call(); }"))
                .isEqualTo(5);
    }

    @Test
    @DisplayName("a switch is one, with the statements of its cases; expressions are none")
    void switchesAreCountedByTheirParts() throws IOException {
        assertThat(countBody("switch (a) { case 1 -> call(); default -> { call(); call(); } }"))
                .isEqualTo(4);
        assertThat(countBody("switch (a) { case 1: call(); break; default: }")).isEqualTo(3);
        assertThat(countBody("return switch (a) { case 1 -> 2; default -> { yield 3; } };"))
                .isEqualTo(2);
    }

    @Test
    @DisplayName("of a lambda and of an anonymous class the statements in them are counted")
    void whatIsInLambdasIsCounted() throws IOException {
        assertThat(countBody("call(b -> c(b));")).isEqualTo(1);
        assertThat(countBody("call((int b) -> { c(b); d(b); });")).isEqualTo(3);
        assertThat(countBody("call(new Object() { int b = 1; void c(int d) { e(); } });"))
                .isEqualTo(3);
        assertThat(countBody("class Local { void f() { g(); } }")).isEqualTo(1);
    }

    @Test
    @DisplayName("the variable of a pattern is no statement")
    void patternsAreNoStatements() throws IOException {
        assertThat(countBody("if (o instanceof String s) { call(s); }")).isEqualTo(2);
    }

    @Test
    @DisplayName("what is not Java is refused")
    void whatIsNotJavaIsRefused() {
        assertThatThrownBy(() -> count("class {"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not Java");
    }
}
