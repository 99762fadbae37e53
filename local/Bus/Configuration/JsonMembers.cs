using System.Text.Json;

namespace Relay.Local.Bus.Configuration;

/// <summary>The members of one JSON object; what is wrong with them is a <see cref="FormatException"/> that names the object.</summary>
internal sealed class JsonMembers
{
    private readonly Dictionary<string, JsonElement> _members;
    private readonly string _owner;

    private JsonMembers(Dictionary<string, JsonElement> members, string owner)
    {
        _members = members;
        _owner = owner;
    }

    public IEnumerable<string> Names => _members.Keys;

    public static JsonMembers Of(JsonElement element, string owner) => element.ValueKind == JsonValueKind.Object
        ? new(element.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal), owner)
        : throw new FormatException($"{owner} must be a JSON object.");

    /// <summary>Refuses every other member.</summary>
    public JsonMembers Only(params string[] names)
    {
        foreach (var name in Names.Except(names, StringComparer.Ordinal))
            throw new FormatException($"property '{name}' of {_owner} is unknown.");
        return this;
    }

    public string Text(string name) => _members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
        ? text
        : throw new FormatException($"{_owner} has no '{name}'.");

    /// <summary>An object that may be missing.</summary>
    public JsonMembers Object(string name, string owner) =>
        _members.TryGetValue(name, out var value) ? Of(value, owner) : new([], owner);

    /// <summary>A list that must be there.</summary>
    public IReadOnlyList<JsonElement> List(string name) => _members.ContainsKey(name)
        ? ListOrNone(name)
        : throw new FormatException($"{_owner} has no '{name}'.");

    /// <summary>A list that may be missing.</summary>
    public IReadOnlyList<JsonElement> ListOrNone(string name)
    {
        if (!_members.TryGetValue(name, out var value))
            return [];
        return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : throw new FormatException($"'{name}' of {_owner} must be an array.");
    }

    /// <summary>Folds the members into a value.</summary>
    public T Aggregate<T>(T start, Func<T, string, JsonElement, T> fold) =>
        _members.Aggregate(start, (value, member) => fold(value, member.Key, member.Value));
}
