using System.Text.Json;

namespace Relay.Local.Scale.Numbers;

/// <summary>One number of a file.</summary>
/// <param name="Value">The number.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Source">Where it comes from: a price list, a document of Azure, a measurement, or an assumption, said to be one.</param>
public sealed record SourcedNumber(double Value, string Unit, string Source);

/// <summary>The numbers of a JSON file, each with its unit and its source; read by name.</summary>
public sealed class NumberFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly Dictionary<string, SourcedNumber> _numbers;
    private readonly string _path;
    private readonly Dictionary<string, Entry> _entries;

    private NumberFile(string path, Contents contents)
    {
        _path = path;
        _numbers = new(contents.Numbers, StringComparer.Ordinal);
        _entries = _numbers.ToDictionary(one => one.Key, one => new Entry(one.Value.Value), StringComparer.Ordinal);
        AsOf = contents.AsOf;
    }

    private sealed record Contents(string AsOf, Dictionary<string, SourcedNumber> Numbers);

    private sealed class Entry(double value)
    {
        public double Value { get; } = value;

        public bool WasRead { get; set; }
    }

    /// <summary>The month in which the numbers were looked up.</summary>
    public string AsOf { get; }

    /// <summary>All numbers by name.</summary>
    public IReadOnlyDictionary<string, SourcedNumber> All => _numbers;

    /// <summary>Names that nobody has asked for: numbers that decide nothing.</summary>
    public IEnumerable<string> NeverRead => _entries.Where(one => !one.Value.WasRead).Select(one => one.Key).Order(StringComparer.Ordinal);

    /// <summary>A number by its name.</summary>
    /// <exception cref="InvalidDataException">The file has no number of this name.</exception>
    public double this[string name]
    {
        get
        {
            if (!_entries.TryGetValue(name, out var entry))
                throw new InvalidDataException($"{_path} has no number {name}.");
            entry.WasRead = true;
            return entry.Value;
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is not such a file, or a number is negative or has no unit or source.</exception>
    public static NumberFile Read(string path)
    {
        Contents contents;
        try
        {
            using var file = File.OpenRead(path);
            contents = JsonSerializer.Deserialize<Contents>(file, Json) ?? throw new InvalidDataException($"{path} is empty.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{path}: {fault.Message}", fault);
        }

        if (contents.Numbers is null || string.IsNullOrEmpty(contents.AsOf))
            throw new InvalidDataException($"{path} needs asOf and numbers.");
        foreach (var (name, number) in contents.Numbers)
        {
            if (number is null || !double.IsFinite(number.Value) || number.Value < 0 || string.IsNullOrWhiteSpace(number.Unit) || string.IsNullOrWhiteSpace(number.Source))
                throw new InvalidDataException($"{path}: {name} needs a value of at least 0, a unit and a source.");
        }

        return new NumberFile(path, contents);
    }

    /// <summary>The same numbers with one of them changed.</summary>
    public NumberFile With(string name, double value)
    {
        _ = this[name];
        return new NumberFile(_path, new Contents(AsOf, new(_numbers) { [name] = _numbers[name] with { Value = value } }));
    }
}
