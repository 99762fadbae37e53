using System.Globalization;
using System.Text.Json;

namespace Relay.Local.Host.App;

/// <summary>
/// One JSON object of a configuration file. Each property is taken by name; <see cref="RefuseTheRest"/> then reports every
/// property that nobody took, so that a misspelt one cannot pass silently. Faults go to a list shared by the whole app folder.
/// </summary>
internal sealed class ConfigObject
{
    private readonly string _file;
    private readonly string _path;
    private readonly Dictionary<string, JsonElement> _properties = [];
    private readonly HashSet<string> _taken = [];
    private readonly List<string> _errors;
    private readonly Settings _settings;

    public ConfigObject(string file, string path, JsonElement element, List<string> errors, Settings settings)
    {
        (_file, _path, _errors, _settings) = (file, path, errors, settings);
        if (element.ValueKind != JsonValueKind.Object)
        {
            errors.Add($"{file}: {(path.Length == 0 ? "the document" : path)} must be an object.");
            return;
        }

        foreach (var property in element.EnumerateObject())
        {
            if (!_properties.TryAdd(property.Name, property.Value))
                Fault(property.Name, "appears twice");
        }
    }

    public void Fault(string property, string fault) => _errors.Add($"{_file}: {PathOf(property)} {fault}.");

    public bool Has(string name) => _properties.ContainsKey(name);

    public void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            _taken.Add(name);
    }

    public void RefuseTheRest()
    {
        foreach (var name in _properties.Keys.Where(name => !_taken.Contains(name)))
            Fault(name, "is not known to the local host");
    }

    /// <summary>A string with %NAME% tokens replaced; null when it is absent or wrong.</summary>
    public string? Text(string name, bool required = false)
    {
        if (Take(name, required) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.String)
            return Wrong(name, "must be a string");
        if (!_settings.TryExpand(value.GetString()!, out var expanded, out var missing))
            Fault(name, $"needs the setting '{missing}', which is not there");
        return expanded;
    }

    public bool? Flag(string name)
    {
        if (Take(name) is not { } value)
            return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        Fault(name, "must be true or false");
        return null;
    }

    public int? Number(string name, int least)
    {
        if (Take(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least)
            return number;
        Fault(name, $"must be a whole number of at least {least}");
        return null;
    }

    public TimeSpan? Duration(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration) && duration > TimeSpan.Zero)
            return duration;
        Fault(name, "must be a positive duration such as 00:05:00");
        return null;
    }

    public IReadOnlyList<string> Texts(string name)
    {
        if (Take(name) is not { } value)
            return [];
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
            return [.. value.EnumerateArray().Select(item => item.GetString()!)];
        Fault(name, "must be an array of strings");
        return [];
    }

    public ConfigObject? Child(string name, bool required = false) =>
        Take(name, required) is { } value ? new ConfigObject(_file, PathOf(name), value, _errors, _settings) : null;

    public IReadOnlyList<ConfigObject> Children(string name)
    {
        if (Take(name, required: true) is not { } value)
            return [];
        if (value.ValueKind == JsonValueKind.Array)
            return [.. value.EnumerateArray().Select((item, i) => new ConfigObject(_file, $"{PathOf(name)}[{i}]", item, _errors, _settings))];
        Fault(name, "must be an array");
        return [];
    }

    private JsonElement? Take(string name, bool required = false)
    {
        _taken.Add(name);
        if (_properties.TryGetValue(name, out var value))
            return value;
        if (required)
            Fault(name, "is missing");
        return null;
    }

    private string? Wrong(string name, string fault)
    {
        Fault(name, fault);
        return null;
    }

    private string PathOf(string property) => _path.Length == 0 ? property : $"{_path}.{property}";
}
