package emulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// A Meter is an HTTP client that requests the cost of each DynamoDB call, and sums it up after the first Reset.
type Meter struct {
	mu    sync.Mutex
	units map[string]float64
	calls map[string]int
}

// Reset sets the counts to zero.
func (m *Meter) Reset() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.units, m.calls = map[string]float64{}, map[string]int{}
}

// Do implements the HTTP client of package dynamo.
func (m *Meter) Do(req *http.Request) (*http.Response, error) {
	_, operation, _ := strings.Cut(req.Header.Get("X-Amz-Target"), ".")
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	if rest, ok := bytes.CutPrefix(body, []byte("{")); ok && operation != "" && !strings.HasSuffix(operation, "Table") {
		// An emulator does not check the signature.
		body = append([]byte(`{"ReturnConsumedCapacity":"TOTAL",`), rest...)
	}
	req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	res.Body = io.NopCloser(bytes.NewReader(text))
	m.add(operation, text)
	return res, nil
}

var client = &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 32}}

func (m *Meter) add(operation string, text []byte) {
	type consumed struct{ CapacityUnits float64 }
	var single struct{ ConsumedCapacity consumed }
	var batch struct{ ConsumedCapacity []consumed }
	units := 0.0
	if json.Unmarshal(text, &single) == nil {
		units = single.ConsumedCapacity.CapacityUnits
	} else if json.Unmarshal(text, &batch) == nil {
		for _, capacity := range batch.ConsumedCapacity {
			units += capacity.CapacityUnits
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.units != nil {
		m.units[operation] += units
		m.calls[operation]++
	}
}

// Count returns how many requests of an operation were sent, and their cost in capacity units.
func (m *Meter) Count(operation string) (calls int, units float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.calls[operation], m.units[operation]
}

// String returns the counts by operation.
func (m *Meter) String() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var parts []string
	for _, operation := range []string{"GetItem", "BatchGetItem", "Query", "TransactWriteItems"} {
		parts = append(parts, fmt.Sprintf("%s: %d calls, %.0f units", operation, m.calls[operation], m.units[operation]))
	}
	return strings.Join(parts, "; ")
}
