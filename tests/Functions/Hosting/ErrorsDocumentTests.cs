using System.Reflection;
using System.Text.RegularExpressions;
using Relay.Functions.Hosting;

namespace Relay.Functions.Tests.Hosting;

/// <summary>docs/errors.md tells of every problem that the program has, and of no other.</summary>
public sealed partial class ErrorsDocumentTests
{
    private static readonly string[] s_always = [nameof(Problem.Status), nameof(Problem.Code), nameof(Problem.Title), nameof(Problem.Type)];

    private static readonly Dictionary<string, (int Status, HashSet<string> Members)> s_documented = File.ReadLines(RepositoryFiles.Document("errors.md"))
        .Select(line => Row().Match(line))
        .Where(row => row.Success)
        .ToDictionary(
            row => row.Groups["code"].Value,
            row => (int.Parse(row.Groups["status"].Value, System.Globalization.CultureInfo.InvariantCulture), Word().Matches(row.Groups["members"].Value).Select(member => member.Groups[1].Value).ToHashSet()));

    public static TheoryData<string> Made => [.. MadeProblems().Select(problem => problem.Code).Distinct()];

    [Theory]
    [MemberData(nameof(Made))]
    public void Problem_ThatTheProgramMakes_IsInTheTableWithItsMembers(string code)
    {
        var (status, members) = Assert.Contains(code, s_documented);
        foreach (var problem in MadeProblems().Where(problem => problem.Code == code))
        {
            Assert.Equal(status, problem.Status);
            Assert.Subset(members, MembersOf(problem));
        }
    }

    [Fact]
    public void Table_EachCode_IsOneOfTheProgram() =>
        Assert.Equal(s_documented.Keys.Order(), MadeProblems().Select(problem => problem.Code).Concat(Conflicts()).Distinct().Order());

    [Fact]
    public void Table_EachConflict_Is409()
    {
        Assert.NotEmpty(Conflicts());
        Assert.All(Conflicts(), code => Assert.Equal(409, s_documented[code].Status));
    }

    /// <summary>One of each that <see cref="Problems"/> makes; those of <see cref="Problems.Conflict"/> get their words elsewhere.</summary>
    private static IEnumerable<Problem> MadeProblems()
    {
        var type = typeof(Problems);
        var fields = type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<Problem>();
        var methods = type.GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => method.ReturnType == typeof(Problem) && method.Name is not (nameof(Problems.Conflict) or nameof(Problems.OfStatus)))
            .Select(method => (Problem)method.Invoke(null, [.. method.GetParameters().Select(Any)])!);
        return fields.Concat(methods).Append(Problems.OfStatus(405)!);
    }

    private static object? Any(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return type == typeof(string) ? "text" : type.IsValueType ? Convert.ChangeType(1, type, System.Globalization.CultureInfo.InvariantCulture) : Empty(type);
    }

    private static object Empty(Type type) => type.IsInterface
        ? Array.CreateInstance(type.GetGenericArguments()[0], 0)
        : System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);

    private static HashSet<string> MembersOf(Problem problem) =>
        [.. typeof(Problem).GetProperties().Where(member => !s_always.Contains(member.Name) && member.GetValue(problem) is not null).Select(member => char.ToLowerInvariant(member.Name[0]) + member.Name[1..])];

    private static IEnumerable<string> Conflicts() =>
        from file in Directory.EnumerateFiles(Path.GetFullPath(RepositoryFiles.Document("../functions")), "*.cs", SearchOption.AllDirectories)
        where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        from Match conflict in Conflict().Matches(File.ReadAllText(file))
        select conflict.Groups[1].Value;

    [GeneratedRegex(@"^\| `(?<code>[a-z-]+)` \| (?<status>\d{3}) \|(?<members>[^|]*)\|")]
    private static partial Regex Row();

    [GeneratedRegex("`([a-zA-Z]+)`")]
    private static partial Regex Word();

    [GeneratedRegex("\\bConflict\\(\\s*\"([a-z-]+)\"")]
    private static partial Regex Conflict();
}
