using System.Text.Json;
using System.Text.RegularExpressions;
using Relay.Local.Host.Front;

namespace Relay.Local.Host.App;

/// <summary>Reads an app folder: host.json, and function.json of each folder that has one.</summary>
internal static partial class AppReader
{
    /// <exception cref="AppConfigurationException">With every fault of every file.</exception>
    public static AppDefinition Read(string appFolder, Settings settings)
    {
        var folder = Path.GetFullPath(appFolder);
        var errors = new List<string>();
        if (!File.Exists(Path.Combine(folder, "host.json")))
            throw new AppConfigurationException($"host.json: there is none in {folder}.");
        if (Parse(folder, "host.json", errors, settings) is not { } hostJson)
            throw new AppConfigurationException(errors);
        var host = HostJson.Read(hostJson, folder);
        var functions = new List<object>();
        foreach (var directory in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(directory);
            var file = $"{name}/function.json";
            if (!File.Exists(Path.Combine(folder, file)) || Parse(folder, file, errors, settings) is not { } json)
                continue;
            if (!FunctionName().IsMatch(name))
                errors.Add($"{file}: '{name}' is not a valid function name.");
            if (FunctionJson.Read(json, name, host, settings) is { } function)
                functions.Add(function);
        }

        var app = new AppDefinition(
            host, [.. functions.OfType<HttpFunction>()], [.. functions.OfType<QueueFunction>()], [.. functions.OfType<TimerFunction>()]);
        if (errors.Count == 0)
            RefuseRoutesToTriggers(app, errors);
        return errors.Count == 0 ? app : throw new AppConfigurationException(errors);
    }

    /// <summary>
    /// Triggers arrive at the program as POST /{FunctionName}. A route that matches such a path would let any caller forge one;
    /// the Functions host allows it, the stand-in does not.
    /// </summary>
    private static void RefuseRoutesToTriggers(AppDefinition app, List<string> errors)
    {
        var names = app.Queues.Select(function => function.Name).Concat(app.Timers.Select(function => function.Name));
        foreach (var name in names)
        {
            if (app.Http.FirstOrDefault(http => new RouteTemplate(http.Route).Matches("/" + name)) is { } open)
                errors.Add($"{open.Name}/function.json: bindings route '{open.Route}' lets outside callers reach the trigger '{name}'.");
        }
    }

    private static ConfigObject? Parse(string folder, string file, List<string> errors, Settings settings)
    {
        try
        {
            using var document = JsonDocument.Parse(
                File.ReadAllBytes(Path.Combine(folder, file)), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
            return new ConfigObject(file, "", document.RootElement.Clone(), errors, settings);
        }
        catch (JsonException fault)
        {
            errors.Add($"{file}: not valid JSON: {fault.Message}");
            return null;
        }
    }

    // The rule of the Functions host for function names.
    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,127}$")]
    private static partial Regex FunctionName();
}
