using System.Globalization;
using System.Text.Json.Nodes;

namespace Relay.Local.Stack;

/// <summary>
/// An app folder for several Service Bus namespaces, as publishing makes one: the queue functions of the first namespace, and for each
/// further one the same with its number after their name and connection. The program itself stays where it was built.
/// </summary>
public static class NumberedAppFolder
{
    private const string Connection = "ServiceBusConnection";

    /// <summary>Makes the folder anew.</summary>
    /// <param name="source">The app folder that was built.</param>
    /// <param name="folder">What to make; what is there is replaced.</param>
    /// <param name="namespaces">How many: 0 to one less.</param>
    public static string Create(string source, string folder, int namespaces)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        var host = Read(Path.Combine(source, "host.json"));
        var program = host["customHandler"]!["description"]!;
        program["defaultExecutablePath"] = Path.GetFullPath((string)program["defaultExecutablePath"]!, Path.GetFullPath(source));
        File.WriteAllText(Path.Combine(folder, "host.json"), host.ToJsonString());

        foreach (var file in Directory.EnumerateDirectories(source).Select(one => Path.Combine(one, "function.json")).Where(File.Exists))
        {
            var name = Path.GetFileName(Path.GetDirectoryName(file)!);
            var function = Read(file);
            Write(folder, name, function);
            if (function["bindings"]!.AsArray().FirstOrDefault(binding => (string?)binding!["connection"] == Connection) is not { } bound)
                continue;

            for (var number = 1; number < namespaces; number++)
            {
                bound["connection"] = SettingOf(number);
                Write(folder, name + Suffix(number), function);
            }
        }

        return folder;
    }

    /// <summary>The app setting of a namespace's connection.</summary>
    public static string SettingOf(int number) => Connection + Suffix(number);

    private static string Suffix(int number) => number == 0 ? "" : number.ToString(CultureInfo.InvariantCulture);

    private static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(file))!;

    private static void Write(string folder, string name, JsonNode function) =>
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, name)).FullName, "function.json"), function.ToJsonString());
}
