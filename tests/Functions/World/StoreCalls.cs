using Azure;

namespace Relay.Functions.Tests.World;

/// <summary>The calls of a world at its tables: counts them, gives way to others before each, and cuts one off.</summary>
internal sealed class StoreCalls
{
    private int _cut;
    private bool _isAfter;

    /// <summary>How many there were since the last <see cref="Cut"/> or <see cref="Reset"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Counts from here.</summary>
    public void Reset() => (Count, _cut) = (0, 0);

    /// <summary>Cuts off the call of this number, from here: before it is carried out, or after, when only its answer is lost.</summary>
    public void Cut(int number, bool isAfter) => (Count, _cut, _isAfter) = (0, number, isAfter);

    /// <summary>Carries out a call.</summary>
    /// <exception cref="RequestFailedException">It was cut off.</exception>
    public async Task<T> RunAsync<T>(Func<T> call)
    {
        await Task.Yield();
        var isCut = ++Count == _cut;
        if (isCut && !_isAfter)
            throw new RequestFailedException(503, "The call was cut off.");
        var answer = call();
        return isCut ? throw new RequestFailedException(503, "The answer was cut off.") : answer;
    }
}
