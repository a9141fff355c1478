package io.tickwire.benchmarks.statements;

import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.EmptyStatementTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Counts the statements of Java sources by the trees of the JDK's compiler, which needs nothing of
 * what the sources import. One is counted for
 *
 * <ul>
 *   <li>each statement that is no block and not empty: of an {@code if} with a block of two, three;
 *       of a {@code for}, itself, each of its declarations and each of its updates;
 *   <li>each declaration of a local variable, in a {@code try}'s parentheses too;
 *   <li>each field with an initialiser; so constants count.
 * </ul>
 *
 * <p>Not counted are blocks, imports, annotations, declarations of classes, methods, fields without
 * a value, enum constants, parameters, the variables of an enhanced {@code for}, of a {@code catch}
 * and of a pattern, the body of a lambda or a case that is an expression of its own, and comments.
 */
final class StatementCount {
    private StatementCount() {}

    /**
     * Counts those of a file.
     *
     * @throws IllegalArgumentException if it is not Java
     * @throws UncheckedIOException if it cannot be read
     */
    static int of(Path source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException("this JVM has no compiler: use a JDK");
        }
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            return count(compiler, files, source);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + source + ": " + e.getMessage(), e);
        }
    }

    private static int count(JavaCompiler compiler, StandardJavaFileManager files, Path source)
            throws IOException {
        DiagnosticCollector<JavaFileObject> errors = new DiagnosticCollector<>();
        JavacTask task =
                (JavacTask)
                        compiler.getTask(
                                null,
                                files,
                                errors,
                                List.of("-proc:none"),
                                null,
                                files.getJavaFileObjects(source));
        Scanner scanner = new Scanner();
        for (CompilationUnitTree unit : task.parse()) {
            scanner.scan(unit, null);
        }
        if (!errors.getDiagnostics().isEmpty()) {
            throw new IllegalArgumentException("not Java: " + errors.getDiagnostics().get(0));
        }
        return scanner.count;
    }

    private static final class Scanner extends TreePathScanner<Void, Void> {
        private int count;

        @Override
        public Void scan(Tree tree, Void nothing) {
            if (tree instanceof StatementTree statement && isCounted(statement)) {
                count++;
            }
            return super.scan(tree, null);
        }

        /** The path still ends at the parent here. */
        private boolean isCounted(StatementTree statement) {
            if (statement instanceof VariableTree variable) {
                return isCounted(variable, getCurrentPath().getLeaf());
            }
            // The compiler's own class for a case is a statement too.
            return !(statement instanceof BlockTree
                    || statement instanceof CaseTree
                    || statement instanceof ClassTree
                    || statement instanceof EmptyStatementTree);
        }

        private static boolean isCounted(VariableTree variable, Tree parent) {
            if (parent instanceof ClassTree owner) {
                return variable.getInitializer() != null && !isConstantOf(owner, variable);
            }
            return !(parent instanceof MethodTree
                    || parent instanceof LambdaExpressionTree
                    || parent instanceof CatchTree
                    || parent instanceof EnhancedForLoopTree
                    || parent instanceof BindingPatternTree);
        }

        /** Nothing but a constant of an enum can be made by {@code new} of that enum. */
        private static boolean isConstantOf(ClassTree owner, VariableTree variable) {
            return owner.getKind() == Tree.Kind.ENUM
                    && variable.getInitializer() instanceof NewClassTree made
                    && made.getIdentifier() instanceof IdentifierTree name
                    && name.getName().contentEquals(owner.getSimpleName());
        }
    }
}
